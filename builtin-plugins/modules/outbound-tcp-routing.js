/*
 * Chooses the cluster for an outbound connection.
 *
 * Chain: outbound-tcp [120]; bytes.
 * Imports `__port`. Exports of `outbound-tcp-routing`: `__cluster`, the chosen cluster with its name,
 * or null. The load balancer may set it to the destination itself.
 */
((
  utils = pipy.solve('utils.js'),

  balancers = new algo.Cache(
    match => new algo.RoundRobinLoadBalancer(match.TcpServiceRouteRules?.TargetClusters || {})
  ),

) => pipy()

.import({
  __port: 'outbound',
})

.export('outbound-tcp-routing', {
  __cluster: null,
})

.pipeline()
.onStart(
  () => void (
    __cluster = __port ? utils.outboundCluster(balancers.get(__port).next()?.id) : null
  )
)
.chain()

)()
