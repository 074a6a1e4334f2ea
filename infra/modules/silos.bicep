param token string
param location string
param tags object

@description('Image of the silo; empty until azd has deployed once.')
param image string

@description('The identity that all silos are.')
param identityId string
param identityClientId string
param identityName string

param registryServer string
param logAnalyticsName string
@secure()
param insightsConnectionString string
param vaultUri string
param databaseHost string
param databaseName string
param eventHubsHost string
param partitions int
param minSilos int
param maxSilos int
param cores string
param zoneRedundant bool

@description('Subnet of the silos; empty: a network of the platform.')
param subnetId string
param publicIngress bool
param allowedAddresses string[]

// Container Apps takes memory only in proportion to cores.
var memoryOf = { '0.5': '1Gi', '1': '2Gi', '2': '4Gi', '4': '8Gi' }
var httpPort = 8080
var siloPort = 11111
var shown = empty(image) ? 'mcr.microsoft.com/dotnet/samples:aspnetapp' : image

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: logAnalyticsName
}

resource apps 'Microsoft.App/managedEnvironments@2024-10-02-preview' = {
  name: 'cae-eventflow-${token}'
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: { customerId: logs.properties.customerId, sharedKey: logs.listKeys().primarySharedKey }
    }
    // An agent of the platform takes traces and logs over OTLP and hands them on.
    appInsightsConfiguration: { connectionString: insightsConnectionString }
    openTelemetryConfiguration: {
      tracesConfiguration: { destinations: ['appInsights'] }
      logsConfiguration: { destinations: ['appInsights'] }
    }
    zoneRedundant: zoneRedundant
    vnetConfiguration: empty(subnetId) ? null : { infrastructureSubnetId: subnetId, internal: !publicIngress }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    // Silo and silo talk to each other inside; nobody else reaches those ports.
    peerTrafficConfiguration: { encryption: { enabled: true } }
  }
}

var name = 'ca-eventflow-${token}'
var address = 'https://${name}.${apps.properties.defaultDomain}'

var environmentVariables = [
  { name: 'ASPNETCORE_ENVIRONMENT', value: 'Production' }
  { name: 'ASPNETCORE_URLS', value: 'http://0.0.0.0:${httpPort}' }
  // The ingress ends TLS and says so in these headers.
  { name: 'ASPNETCORE_FORWARDEDHEADERS_ENABLED', value: 'true' }
  { name: 'JWT_SECRET', secretRef: 'jwt-secret' }
  { name: 'EventFlow__Admin__Password', secretRef: 'admin-password' }
  // Known to the scale rule below, and good for reading only.
  { name: 'EventFlow__Auth__ApiKeys__0__Name', value: 'scaling' }
  { name: 'EventFlow__Auth__ApiKeys__0__Key', secretRef: 'scaling-key' }
  { name: 'EventFlow__Alerting__ExternalUrl', value: address }
  { name: 'EventFlow__DataDirectory', value: '/var/lib/eventflow' }
  { name: 'EventFlow__Cluster__Mode', value: 'Postgres' }
  { name: 'EventFlow__Cluster__ClusterId', value: 'eventflow' }
  { name: 'EventFlow__Cluster__SiloPort', value: string(siloPort) }
  { name: 'EventFlow__Cluster__AdvertisedAddress', value: 'auto' }
  { name: 'EventFlow__Cluster__ListenOnAnyAddress', value: 'true' }
  // No password: the identity's token takes its place.
  {
    name: 'EventFlow__Postgres__ConnectionString'
    value: 'Host=${databaseHost};Database=${databaseName};Username=${identityName};SSL Mode=VerifyFull;Root Certificate=/etc/ssl/certs/ca-certificates.crt'
  }
  // Not by a container that runs before: a deployment of a new version changes the image of the silo and of no other container.
  { name: 'EventFlow__Postgres__ApplySchema', value: 'true' }
  { name: 'EventFlow__Streams__Provider', value: 'kafka' }
  { name: 'EventFlow__Streams__Partitions', value: string(partitions) }
  { name: 'EventFlow__Kafka__BootstrapServers', value: '${eventHubsHost}:9093' }
  { name: 'EventFlow__Kafka__SecurityProtocol', value: 'SaslSsl' }
  { name: 'EventFlow__Kafka__SaslMechanism', value: 'OAuthBearer' }
  { name: 'EventFlow__Azure__ManagedIdentity', value: identityClientId }
]

resource silos 'Microsoft.App/containerApps@2025-01-01' = {
  name: name
  location: location
  // azd finds the app of the service 'silo' by this tag.
  tags: union(tags, { 'azd-service-name': 'silo' })
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    environmentId: apps.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Multiple'
      maxInactiveRevisions: 5
      identitySettings: [{ identity: identityId, lifecycle: 'All' }]
      registries: [{ server: registryServer, identity: identityId }]
      secrets: [
        { name: 'jwt-secret', keyVaultUrl: '${vaultUri}secrets/jwt-secret', identity: identityId }
        { name: 'admin-password', keyVaultUrl: '${vaultUri}secrets/admin-password', identity: identityId }
        { name: 'scaling-key', keyVaultUrl: '${vaultUri}secrets/scaling-key', identity: identityId }
      ]
      ingress: {
        external: publicIngress
        targetPort: httpPort
        transport: 'auto'
        allowInsecure: false
        // No sticky sessions, which there are for a single revision only: a page of the dashboard is one WebSocket, and begins anew where that ends.
        traffic: [{ latestRevision: true, weight: 100 }]
        ipSecurityRestrictions: [
          for (address, i) in allowedAddresses: { name: 'allowed-${i}', action: 'Allow', ipAddressRange: address }
        ]
      }
    }
    template: {
      // A silo hands over what it hosts, saves and leaves the cluster before it ends.
      terminationGracePeriodSeconds: 60
      containers: [
        {
          name: 'silo'
          image: shown
          env: environmentVariables
          resources: { cpu: json(cores), memory: memoryOf[cores] }
          probes: [
            { type: 'Startup', httpGet: { path: '/health', port: httpPort }, periodSeconds: 2, failureThreshold: 60 }
            {
              type: 'Liveness'
              httpGet: { path: '/health', port: httpPort }
              periodSeconds: 10
              failureThreshold: 6
              timeoutSeconds: 5
            }
            {
              type: 'Readiness'
              httpGet: { path: '/ready', port: httpPort }
              periodSeconds: 5
              failureThreshold: 3
              timeoutSeconds: 5
            }
          ]
          volumeMounts: [{ volumeName: 'data', mountPath: '/var/lib/eventflow' }]
        }
      ]
      volumes: [{ name: 'data', storageType: 'EmptyDir' }]
      scale: {
        minReplicas: minSilos
        maxReplicas: maxSilos
        cooldownPeriod: 600
        pollingInterval: 15
        rules: [
          { name: 'cpu', custom: { type: 'cpu', metadata: { type: 'Utilization', value: '65' } } }
          {
            // Events behind, over all partitions: one silo for each 200,000, however busy the others look.
            name: 'lag'
            custom: {
              type: 'metrics-api'
              metadata: {
                url: '${address}/api/system/scaling'
                valueLocation: 'lagEvents'
                targetValue: '200000'
                activationTargetValue: '1000'
                authMode: 'apiKey'
                method: 'header'
                keyParamName: 'X-Api-Key'
              }
              auth: [{ secretRef: 'scaling-key', triggerParameter: 'apiKey' }]
            }
          }
        ]
      }
    }
  }
}

output url string = 'https://${silos.properties.configuration.ingress.fqdn}'
output name string = silos.name
