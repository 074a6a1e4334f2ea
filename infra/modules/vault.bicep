param token string
param location string
param tags object

@description('Principal that reads secrets: the silos.')
param readerId string

@description('Principal that may change secrets; empty: nobody.')
param officerId string
param officerType string

@secure()
param jwtSecret string

@secure()
param adminPassword string

@secure()
param scalingKey string

@description('Reached through a private endpoint only.')
param private bool
param endpointSubnetId string
param zoneId string

var secretsUser = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '4633458b-17de-408a-b874-0445c86b69e6'
)
var secretsOfficer = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
)

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-ef-${token}'
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 30
    publicNetworkAccess: private ? 'Disabled' : 'Enabled'
    networkAcls: { bypass: 'AzureServices', defaultAction: private ? 'Deny' : 'Allow' }
  }

  resource jwt 'secrets' = {
    name: 'jwt-secret'
    properties: { value: jwtSecret }
  }

  resource scaling 'secrets' = {
    name: 'scaling-key'
    properties: { value: scalingKey }
  }

  resource admin 'secrets' = {
    name: 'admin-password'
    properties: { value: adminPassword }
  }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, readerId, secretsUser)
  properties: { roleDefinitionId: secretsUser, principalId: readerId, principalType: 'ServicePrincipal' }
}

resource officer 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(officerId)) {
  scope: vault
  name: guid(vault.id, officerId, secretsOfficer)
  properties: { roleDefinitionId: secretsOfficer, principalId: officerId, principalType: officerType }
}

module endpoint 'private-endpoint.bicep' = if (private) {
  name: 'vault-endpoint'
  params: {
    name: 'vault'
    location: location
    tags: tags
    subnetId: endpointSubnetId
    zoneId: zoneId
    targetId: vault.id
    groupId: 'vault'
  }
}

output name string = vault.name
output uri string = vault.properties.vaultUri
