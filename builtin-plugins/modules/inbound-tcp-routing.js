/*
 * Chooses the cluster for an inbound connection.
 *
 * Chain: inbound-tcp [120]; bytes.
 * Imports `__port`. Exports of `inbound-tcp-routing`: `__cluster`, the chosen cluster with its name,
 * or null.
 */
((
  config = pipy.solve('config.js'),
  utils = pipy.solve('utils.js'),

  findCluster = utils.clusterFinder(
    config.Inbound?.ClustersConfigs,
    name => ({ name, Endpoints: config.Inbound.ClustersConfigs[name] })
  ),

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
    __cluster = __port ? findCluster(balancers.get(__port).next()?.id) : null
  )
)
.chain()

)()
