targetScope = 'subscription'

// EventFlow on Azure: silos on Container Apps, clustering and grain state in PostgreSQL, streams on Event Hubs, archive and backups in blobs.
// Nothing here has a password for a service: the silos are one managed identity. Secrets that people choose lie in the key vault.

@description('Name of the environment; part of every name. azd sets it from AZURE_ENV_NAME.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Region of everything.')
@minLength(1)
param location string

@description('Resource group. Default: rg- and the name of the environment.')
param resourceGroupName string = 'rg-${environmentName}'

@description('Image of the silo. azd sets it after its first deployment; without it a placeholder runs that answers on no port of ours.')
param siloImage string = ''

@description('Signs tokens; 32 bytes or more. azd makes it once and keeps it in its environment.')
@secure()
@minLength(32)
@metadata({ azd: { type: 'generate', config: { length: 48, noSpecial: true } } })
param jwtSecret string

@description('Password of the user admin; 12 characters or more. azd makes it once and keeps it in its environment.')
@secure()
@minLength(12)
@metadata({
  azd: { type: 'generate', config: { length: 20, noSpecial: true, minLower: 3, minUpper: 3, minNumeric: 3 } }
})
param adminPassword string

@description('API key that the scale rules read the lag with; 24 characters or more. azd makes it once and keeps it in its environment.')
@secure()
@minLength(24)
@metadata({ azd: { type: 'generate', config: { length: 40, noSpecial: true } } })
param scalingKey string

@description('Object id of a person or group that administers PostgreSQL and the key vault besides the silos. Empty: nobody. azd sets the person who deploys.')
param principalId string = ''

@description('Kind of that principal.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param principalType string = 'User'

@description('Name of that principal as Entra shows it, for PostgreSQL. Empty: only the silos can sign in to the database.')
param principalName string = ''

@description('Fewest silos. Three survive the loss of one while another restarts.')
@minValue(1)
@maxValue(100)
param minSilos int = 3

@description('Most silos.')
@minValue(1)
@maxValue(300)
param maxSilos int = 10

@description('Cores of a silo; Container Apps gives it 2 GiB of memory per core.')
@allowed(['0.5', '1', '2', '4'])
param siloCores string = '2'

@description('Spreads silos, database and event hubs over availability zones, where the region has them. Needs a network.')
param zoneRedundant bool = false

@description('Puts the silos into a network of their own, and database, event hubs, storage and key vault behind private endpoints.')
param privateNetwork bool = false

@description('With a private network: whether the dashboard and the API can be reached from outside it.')
param publicIngress bool = true

@description('Addresses (CIDR) that may reach dashboard and API; empty: all.')
param allowedAddresses string[] = []

@description('Compute of PostgreSQL.')
param databaseSku { name: string, tier: 'Burstable' | 'GeneralPurpose' | 'MemoryOptimized' } = {
  name: 'Standard_D2ds_v5'
  tier: 'GeneralPurpose'
}

@description('Disk of PostgreSQL in GiB; it grows by itself.')
@allowed([32, 64, 128, 256, 512, 1024, 2048])
param databaseStorageGb int = 128

@description('Throughput units of Event Hubs at the start and at most: each takes 1 MB/s in.')
param eventHubsUnits { min: int, max: int } = { min: 2, max: 20 }

@description('Partitions of each stream that services report to. Each is read by one silo and takes about 1 MB/s; the number cannot be changed after the first start.')
@minValue(3)
@maxValue(32)
param partitions int = 3

@description('Monthly budget in the currency of the subscription; 0: none. It warns at 80 and 100 percent, and stops nothing.')
@minValue(0)
param monthlyBudget int = 0

@description('Where the budget writes to.')
param budgetContacts string[] = []

@description('First day of the budget, the first of a month. It cannot be changed where there is a budget already: azd keeps the one of the first deployment. Empty: of this month.')
param budgetStart string = ''

@description('The first of this month; only a default may ask for the time.')
param thisMonth string = utcNow('yyyy-MM-01')

@description('Days that logs of the silos are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

var tags = { 'azd-env-name': environmentName, application: 'eventflow' }
// Names of some services are unique in the world: the token makes them so, and is the same at each deployment.
var token = toLower(uniqueString(subscription().id, environmentName, location))

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: resourceGroupName
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: { name: 'id-eventflow-${token}', location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: { token: token, location: location, tags: tags, retentionDays: logRetentionDays }
}

module network 'modules/network.bicep' = if (privateNetwork || zoneRedundant) {
  name: 'network'
  scope: group
  params: { token: token, location: location, tags: tags }
}

module registry 'modules/registry.bicep' = {
  name: 'registry'
  scope: group
  params: { token: token, location: location, tags: tags, pullerId: identity.outputs.principalId }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    readerId: identity.outputs.principalId
    officerId: principalId
    officerType: principalType
    jwtSecret: jwtSecret
    adminPassword: adminPassword
    scalingKey: scalingKey
    private: privateNetwork
    endpointSubnetId: privateNetwork ? network!.outputs.endpointSubnetId : ''
    zoneId: privateNetwork ? network!.outputs.zoneIds.vault : ''
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    contributorId: identity.outputs.principalId
    zoneRedundant: zoneRedundant
    private: privateNetwork
    endpointSubnetId: privateNetwork ? network!.outputs.endpointSubnetId : ''
    zoneId: privateNetwork ? network!.outputs.zoneIds.blob : ''
  }
}

module database 'modules/database.bicep' = {
  name: 'database'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    sku: databaseSku
    storageGb: databaseStorageGb
    zoneRedundant: zoneRedundant
    identityId: identity.outputs.principalId
    identityName: identity.outputs.name
    principalId: principalId
    principalName: principalName
    principalType: principalType
    private: privateNetwork
    subnetId: privateNetwork ? network!.outputs.databaseSubnetId : ''
    zoneId: privateNetwork ? network!.outputs.zoneIds.database : ''
    logAnalyticsId: monitoring.outputs.logAnalyticsId
  }
}

module streams 'modules/streams.bicep' = {
  name: 'streams'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    minUnits: eventHubsUnits.min
    partitions: partitions
    maxUnits: eventHubsUnits.max
    zoneRedundant: zoneRedundant
    ownerId: identity.outputs.principalId
    private: privateNetwork
    endpointSubnetId: privateNetwork ? network!.outputs.endpointSubnetId : ''
    zoneId: privateNetwork ? network!.outputs.zoneIds.eventHubs : ''
  }
}

module silos 'modules/silos.bicep' = {
  name: 'silos'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    image: siloImage
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    identityName: identity.outputs.name
    registryServer: registry.outputs.server
    logAnalyticsName: monitoring.outputs.logAnalyticsName
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    vaultUri: vault.outputs.uri
    databaseHost: database.outputs.host
    databaseName: database.outputs.database
    eventHubsHost: streams.outputs.host
    partitions: partitions
    minSilos: minSilos
    maxSilos: maxSilos
    cores: siloCores
    zoneRedundant: zoneRedundant
    subnetId: privateNetwork || zoneRedundant ? network!.outputs.siloSubnetId : ''
    publicIngress: !privateNetwork || publicIngress
    allowedAddresses: allowedAddresses
  }
}

var hasBudget = monthlyBudget > 0 && !empty(budgetContacts)
var budgetBegin = empty(budgetStart) ? thisMonth : budgetStart

module budget 'modules/budget.bicep' = if (hasBudget) {
  name: 'budget'
  scope: group
  params: { amount: monthlyBudget, contacts: budgetContacts, start: budgetBegin }
}

@description('Address of dashboard and API.')
output EVENTFLOW_URL string = silos.outputs.url
output EVENTFLOW_APP_NAME string = silos.outputs.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.server
output AZURE_KEY_VAULT_NAME string = vault.outputs.name
output AZURE_RESOURCE_GROUP string = group.name
output EVENTFLOW_DATABASE_HOST string = database.outputs.host
@description('For the next deployment.')
output EVENTFLOW_BUDGET_START string = hasBudget ? budgetBegin : ''
