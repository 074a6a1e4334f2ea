param token string
param location string
param tags object

@description('Principal that pulls images.')
param pullerId string

var acrPull = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')

resource registry 'Microsoft.ContainerRegistry/registries@2023-11-01-preview' = {
  name: 'creventflow${token}'
  location: location
  tags: tags
  sku: { name: 'Basic' }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
  }
}

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: guid(registry.id, pullerId, acrPull)
  properties: { roleDefinitionId: acrPull, principalId: pullerId, principalType: 'ServicePrincipal' }
}

output server string = registry.properties.loginServer
