@description('Amount for a month, in the currency of the subscription.')
param amount int
param contacts string[]

@description('First of a month, yyyy-MM-01.')
param start string

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: 'eventflow'
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: start }
    notifications: {
      near: { enabled: true, operator: 'GreaterThan', threshold: 80, thresholdType: 'Actual', contactEmails: contacts }
      over: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: contacts
      }
    }
  }
}
