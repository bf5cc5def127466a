/*
 * Limits the rate of requests to a route, as its `RateLimit` says.
 *
 * Chain: outbound-http [124], not mounted by default; messages. A request beyond the limit is answered here.
 * Imports `__route`. Exports nothing.
 */
//# set subject = '__route'
//# set namespace = 'outbound-http-routing'
//# set label = 'outbound_throttle_route'
//# include 'throttle.js'
