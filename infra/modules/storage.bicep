param token string
param location string
param tags object

@description('Principal that reads and writes blobs: the silos.')
param contributorId string
param zoneRedundant bool

@description('Reached through a private endpoint only.')
param private bool
param endpointSubnetId string
param zoneId string

var blobContributor = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
)

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stef${token}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: private ? 'Disabled' : 'Enabled'
    networkAcls: { bypass: 'AzureServices', defaultAction: private ? 'Deny' : 'Allow' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: 14 }
      containerDeleteRetentionPolicy: { enabled: true, days: 14 }
    }

    resource archive 'containers' = { name: 'archive' }
    resource backups 'containers' = { name: 'backups' }
    // Keys that protect sign-in cookies: silos share them.
    resource keys 'containers' = { name: 'keys' }
  }

  // What is old is read rarely and costs less in a cooler tier.
  resource lifecycle 'managementPolicies' = {
    name: 'default'
    properties: {
      policy: {
        rules: [
          {
            name: 'cool-archive'
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['archive/'] }
              actions: {
                baseBlob: {
                  tierToCool: { daysAfterModificationGreaterThan: 30 }
                  tierToCold: { daysAfterModificationGreaterThan: 180 }
                }
              }
            }
          }
        ]
      }
    }
  }
}

resource contributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, contributorId, blobContributor)
  properties: { roleDefinitionId: blobContributor, principalId: contributorId, principalType: 'ServicePrincipal' }
}

module endpoint 'private-endpoint.bicep' = if (private) {
  name: 'blob-endpoint'
  params: {
    name: 'blob'
    location: location
    tags: tags
    subnetId: endpointSubnetId
    zoneId: zoneId
    targetId: account.id
    groupId: 'blob'
  }
}

output blobEndpoint string = account.properties.primaryEndpoints.blob
