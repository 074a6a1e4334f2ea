param token string
param location string
param tags object

param minUnits int
param maxUnits int
param zoneRedundant bool

@description('Partitions of each stream that services report to.')
param partitions int

@description('Principal that sends and receives: the silos.')
param ownerId string

@description('Reached through a private endpoint only.')
param private bool
param endpointSubnetId string
param zoneId string

var dataOwner = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  'f526a384-b230-433a-b45c-95f59c4a2dec'
)

// Names and counts are those of the silos (EventStreams behind EventFlow:Kafka:TopicPrefix); a test compares them.
var hubs = [
  { name: 'eventflow.service-metrics', partitions: partitions, days: 7 }
  { name: 'eventflow.service-logs', partitions: partitions, days: 7 }
  { name: 'eventflow.service-events', partitions: partitions, days: 7 }
  { name: 'eventflow.alerts', partitions: 3, days: 7 }
  { name: 'eventflow.alerts-dlq', partitions: 1, days: 7 }
]

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: 'evhns-eventflow-${token}'
  location: location
  tags: tags
  // The tier Standard is the first that speaks Kafka's protocol.
  sku: { name: 'Standard', tier: 'Standard', capacity: minUnits }
  properties: {
    isAutoInflateEnabled: maxUnits > minUnits
    maximumThroughputUnits: maxUnits > minUnits ? maxUnits : 0
    kafkaEnabled: true
    // There is no key: only tokens of Entra sign in.
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    zoneRedundant: zoneRedundant
    publicNetworkAccess: private ? 'Disabled' : 'Enabled'
  }

  resource hub 'eventhubs' = [
    for h in hubs: {
      name: h.name
      properties: {
        partitionCount: h.partitions
        retentionDescription: { cleanupPolicy: 'Delete', retentionTimeInHours: h.days * 24 }
      }
    }
  ]
}

resource owner 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: namespace
  name: guid(namespace.id, ownerId, dataOwner)
  properties: { roleDefinitionId: dataOwner, principalId: ownerId, principalType: 'ServicePrincipal' }
}

module endpoint 'private-endpoint.bicep' = if (private) {
  name: 'streams-endpoint'
  params: {
    name: 'streams'
    location: location
    tags: tags
    subnetId: endpointSubnetId
    zoneId: zoneId
    targetId: namespace.id
    groupId: 'namespace'
  }
}

@description('Host of the namespace; Kafka clients use port 9093.')
output host string = '${namespace.name}.servicebus.windows.net'
