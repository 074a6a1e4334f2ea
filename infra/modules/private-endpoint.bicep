@description('Short name of what is reached, for example vault.')
param name string
param location string
param tags object
param subnetId string
param zoneId string

@description('Resource that is reached.')
param targetId string

@description('Which part of it, for example blob.')
param groupId string

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'pe-eventflow-${name}'
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      { name: name, properties: { privateLinkServiceId: targetId, groupIds: [groupId] } }
    ]
  }

  resource zone 'privateDnsZoneGroups' = {
    name: 'default'
    properties: { privateDnsZoneConfigs: [{ name: name, properties: { privateDnsZoneId: zoneId } }] }
  }
}
