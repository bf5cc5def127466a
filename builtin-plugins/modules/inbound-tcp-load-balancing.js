/*
 * Connects an inbound connection to an endpoint of its cluster, which is the application of this pod.
 *
 * Chain: inbound-tcp [110]; bytes. It ends the chain if there is an endpoint.
 * Imports `__port` and `__cluster`, and sets `__target` and `__metricLabel` of `connect-tcp`.
 * Exports nothing.
 */
((
  config = pipy.solve('config.js'),

  isDebug = config.Spec?.SidecarLogLevel === 'debug',

  balancers = new algo.Cache(
    cluster => new algo.RoundRobinLoadBalancer(cluster.Endpoints)
  ),

) => pipy()

.import({
  __port: 'inbound',
  __cluster: 'inbound-tcp-routing',
  __target: 'connect-tcp',
  __metricLabel: 'connect-tcp',
})

.pipeline()
.onStart(
  () => void (
    __target = __cluster ? balancers.get(__cluster).next()?.id : null,
    __metricLabel = __cluster?.name,
    isDebug && console.log('inbound-tcp # port/cluster :', __port?.Port, __cluster?.name)
  )
)
.branch(
  () => Boolean(__target), (
    $ => $.use('connect-tcp.js')
  ),
  (
    $ => $.chain()
  )
)

)()
