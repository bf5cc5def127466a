/*
 * Limits the rate of requests to a route, as its `RateLimit` says.
 *
 * Chain: inbound-http [120]; messages. A request beyond the limit is answered here.
 * Imports `__route`. Exports nothing.
 */
//# set subject = '__route'
//# set namespace = 'inbound-http-routing'
//# set label = 'throttle_route' if fsm else 'throttle-route'
//# include 'throttle.js'
