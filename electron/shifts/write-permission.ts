/** "timeCard: clockOut" (Microsoft Graph v1.0) names it as the only application permission. */
export const writePermission = 'Schedule.ReadWrite.All'
