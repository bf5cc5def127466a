/*
 * Opens the connection to `__target` and counts it under `__metricLabel`.
 *
 * Used by the load balancers, connect-tls.js and connect-upstream.js; takes and gives bytes.
 * Exports of `connect-tcp`: `__target`, the `host:port` to connect to, and `__metricLabel`, the
 * cluster that the connection counts for. The load balancers set both.
 */
((
  config = pipy.solve('config.js'),
  metrics = pipy.solve('metrics.js'),

  isDebug = config.Spec?.SidecarLogLevel === 'debug',
  timeout = config.Spec?.SidecarTimeout > 0 ? config.Spec.SidecarTimeout : 0,
  timeouts = {
    connectTimeout: timeout,
    readTimeout: timeout,
    writeTimeout: timeout,
    idleTimeout: timeout,
  },

  // The application is dialed from an address that the redirection rules exempt.
  localPrefix = '127.0.0.1:',
  localTimeouts = { ...timeouts, bind: '127.0.0.6' },

) => pipy({
  _metrics: null,

  // A context may open several connections, as after a failover, so each end must find its own start.
  _opened: null,
})

.export('connect-tcp', {
  __target: null,
  __metricLabel: null,
})

.pipeline()
.onStart(
  () => void (
    _metrics = metrics.cluster(__metricLabel),
    _opened = [...(_opened || []), _metrics],
    _metrics.activeConnections.increase(),
    isDebug && console.log('connect-tcp # metrics/target :', __metricLabel, __target)
  )
)
.onEnd(
  () => void _opened.pop().activeConnections.decrease()
)
.handleData(
  data => _metrics.sentBytes.increase(data.size)
)
.branch(
  () => __target.startsWith(localPrefix), (
    $ => $.connect(() => __target, localTimeouts)
  ),
  (
    $ => $.connect(() => __target, timeouts)
  )
)
.handleData(
  data => _metrics.receivedBytes.increase(data.size)
)

)()
