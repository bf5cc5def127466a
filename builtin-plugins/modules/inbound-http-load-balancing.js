/*
 * Sends an inbound request to an endpoint of its cluster, which is the application of this pod.
 *
 * Chain: inbound-http [110]; messages. It ends the chain if there is an endpoint.
 * Imports the variables of `inbound` and `inbound-http-routing`, and sets `__target` and
 * `__metricLabel` of `connect-tcp`. Exports nothing.
 */
((
  config = pipy.solve('config.js'),

  isDebug = config.Spec?.SidecarLogLevel === 'debug',

  balancers = new algo.Cache(
    cluster => new algo.RoundRobinLoadBalancer(cluster.Endpoints)
  ),

  // One connection of a client stays with one endpoint.
  chooseEndpoint = cluster => cluster ? balancers.get(cluster).next() : null,

) => pipy({
  _endpoint: null,
})

.import({
  __port: 'inbound',
  __isHTTP2: 'inbound',
  __isIngress: 'inbound',
  __route: 'inbound-http-routing',
  __service: 'inbound-http-routing',
  __cluster: 'inbound-http-routing',
  __target: 'connect-tcp',
  __metricLabel: 'connect-tcp',
})

.pipeline()
.onStart(
  () => void (
    isDebug && console.log(
      'inbound-http # port/service/route/cluster/ingress :',
      __port?.Port, __service?.name, __route?.Path, __cluster?.name, __isIngress
    )
  )
)
.branch(
  () => !__cluster, (
    $ => $.chain()
  ),

  // A request is written to an HTTP/1 connection as a whole anyway. Q24 (fixed): when it comes here as a
  // whole too, its target is chosen and dialed in one go and nobody can change it in between.
  () => !__isHTTP2, (
    $ => $.replaceMessage(msg => msg).link('balance')
  ),
  (
    $ => $.link('balance')
  )
)

.pipeline('balance')
.handleMessageStart(
  () => (
    _endpoint = chooseEndpoint(__cluster),
    _endpoint && (
      __target = _endpoint.id,
      __metricLabel = __cluster.name
    )
  )
)

// Q16 (fixed): each HTTP version has its own pool, so a connection never speaks the wrong one.
.branch(
  () => !_endpoint, (
    $ => $.chain()
  ),
  () => __isHTTP2, (
    $ => $
      .muxHTTP(() => _endpoint, { version: 2 })
      .to($ => $.use('connect-tcp.js'))
  ),
  (
    $ => $
      .muxHTTP(() => _endpoint, { version: 1 })
      .to($ => $.use('connect-tcp.js'))
  )
)

)()
