/*
 * Chooses the cluster for an inbound connection.
 *
 * Chain: inbound-tcp [120]; bytes.
 * Imports `__port`. Exports of `inbound-tcp-routing`: `__cluster`, the chosen cluster with its name,
 * or null.
 */
((
  utils = pipy.solve('utils.js'),

  balancers = new algo.Cache(
    match => new algo.RoundRobinLoadBalancer(match.TcpServiceRouteRules?.TargetClusters || {})
  ),

) => pipy()

.import({
  __port: 'inbound',
})

.export('inbound-tcp-routing', {
  __cluster: null,
})

.pipeline()
.onStart(
  () => void (
    __cluster = __port ? utils.inboundCluster(balancers.get(__port).next()?.id) : null
  )
)
.chain()

)()
