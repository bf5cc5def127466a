/*
 * Limits the rate of requests to a service, as its `RateLimit` says.
 *
 * Chain: outbound-http [127], not mounted by default; messages. A request beyond the limit is answered here.
 * Imports `__service`. Exports nothing.
 */
//# set subject = '__service'
//# set namespace = 'outbound-http-routing'
//# set label = 'outbound_throttle_service'
//# include 'throttle.js'
