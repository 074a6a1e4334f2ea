@description('Name of the identity; PostgreSQL knows it as a role by this name.')
param name string
param location string
param tags object

// All silos are this identity: to pull the image, to read secrets, and towards database, event hubs and blobs.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
  tags: tags
}

output id string = identity.id
output name string = identity.name
output clientId string = identity.properties.clientId
output principalId string = identity.properties.principalId
