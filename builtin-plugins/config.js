/*
 * The decoded configuration of this sidecar.
 *
 * Solved once per worker thread; its value is the object of config.json with one change: outbound
 * traffic matches that another one covers are merged into it. Nobody may change the object later,
 * because modules use its parts as cache keys.
 */
((
//# if fsm
  packed = pipy.load('config.json.gz'),
  config = JSON.decode(packed ? zlib.gunzip(packed) : pipy.load('config.json')),
//# else
  config = JSON.decode(pipy.load('config.json')),
//# endif

  kept = [],

  rangesOf = match => Object.keys(match.DestinationIPRanges || {}),

  // A match without destination ranges counts as one with the single range `*`.
  identify = match => (
    (rangesOf(match).length > 0 ? rangesOf(match).sort() : ['*'])
      .map(range => '|' + match.Port + '_' + match.Protocol + '_' + range + '|')
      .join('')
  ),

  mergeInto = (cover, match) => (
    console.log('Merge outbound TrafficMatches :', match.Identity, 'into', cover.Identity),
    ['HttpHostPort2Service', 'HttpServiceRouteRules', 'Plugins'].forEach(
      field => match[field] && (cover[field] = Object.assign(cover[field] || {}, match[field]))
    )
  ),

  // The comparison is one of text: a match is covered when its identity is a part of an earlier one.
  keep = (match, cover) => (
    match.Identity = identify(match),
    cover = kept.find(other => other.Identity.indexOf(match.Identity) >= 0),
    cover ? mergeInto(cover, match) : kept.push(match),
    !cover
  ),

  outbound = config.Outbound?.TrafficMatches || {},

) => (
  Object.keys(outbound).forEach(
    port => outbound[port] = (outbound[port] || []).filter(match => keep(match))
  ),
  config
))()
