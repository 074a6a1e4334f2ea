param token string
param location string
param tags object
param sku { name: string, tier: 'Burstable' | 'GeneralPurpose' | 'MemoryOptimized' }
param storageGb int
param zoneRedundant bool

@description('Identity of the silos: object id, and the name PostgreSQL knows it by.')
param identityId string
param identityName string

@description('A person or group beside it; empty: none.')
param principalId string
param principalName string
param principalType string

@description('In a network of its own, without an address outside.')
param private bool
param subnetId string
param zoneId string
param logAnalyticsId string

var databaseName = 'eventflow'

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: 'psql-eventflow-${token}'
  location: location
  tags: tags
  sku: sku
  properties: {
    version: '16'
    createMode: 'Default'
    storage: { storageSizeGB: storageGb, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: 14, geoRedundantBackup: 'Disabled' }
    highAvailability: { mode: zoneRedundant ? 'ZoneRedundant' : 'Disabled' }
    // There is no password: only tokens of Entra sign in.
    authConfig: { activeDirectoryAuth: 'Enabled', passwordAuth: 'Disabled', tenantId: subscription().tenantId }
    network: private
      ? { delegatedSubnetResourceId: subnetId, privateDnsZoneArmResourceId: zoneId, publicNetworkAccess: 'Disabled' }
      : { publicNetworkAccess: 'Enabled' }
  }

  resource database 'databases' = {
    name: databaseName
    properties: { charset: 'UTF8', collation: 'en_US.utf8' }
  }

  // Each change waits for the one before it: the server takes one at a time.
  resource silos 'administrators' = {
    name: identityId
    properties: { principalName: identityName, principalType: 'ServicePrincipal', tenantId: subscription().tenantId }
    dependsOn: [database]
  }

  resource person 'administrators' = if (!empty(principalId) && !empty(principalName)) {
    name: empty(principalId) ? 'none' : principalId
    properties: { principalName: principalName, principalType: principalType, tenantId: subscription().tenantId }
    dependsOn: [silos]
  }

  // 0.0.0.0 stands for services of Azure, of any subscription; they still need a token of this tenant. A private network closes it.
  resource azure 'firewallRules' = if (!private) {
    name: 'azure-services'
    properties: { startIpAddress: '0.0.0.0', endIpAddress: '0.0.0.0' }
    dependsOn: [person]
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: server
  name: 'logs'
  properties: {
    workspaceId: logAnalyticsId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output host string = server.properties.fullyQualifiedDomainName
output database string = databaseName
