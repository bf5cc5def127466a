/*
 * Limits the rate of requests to a service, as its `RateLimit` says.
 *
 * Chain: inbound-http [130]; messages. A request beyond the limit is answered here.
 * Imports `__service`. Exports nothing.
 */
//# set subject = '__service'
//# set namespace = 'inbound-http-routing'
//# set label = 'throttle_service' if fsm else 'throttle-service'
//# include 'throttle.js'
