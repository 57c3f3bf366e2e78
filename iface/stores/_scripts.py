"""What Redis does in one go, as scripts of its own (Lua).

    iface:record:<key>   a record: data, version, and the mark of the change that wrote it
    iface:deadlines      every record's key by when its time is over, in seconds since 1970
    iface:idle           by when they were last written: the keys of those that may make room
    iface:lease:<key>    who holds a lease; iface:door:<key>: who is the next to get it
    iface:turn:<key>     the number of the last one who got it
    iface:files:<owner>  a session's files

The clock is that of Redis, so that machines need not agree on the time. A record that is over and
written anew, before it was taken out, goes by another name: its key, a zero byte and a number.
"""

from iface.stores.base import LASTING

NET = 3600
"""Seconds after its time is over that Redis itself drops a record, if nobody has taken it out."""

MOST = 32 * 1024 * 1024
"""Bytes of the records that are taken out in one go."""

_HEAD = f"""
local NET, LASTING = {NET}, {LASTING}
local function time()
  local now = redis.call('TIME')
  return now[1] + now[2] / 1000000
end
local function exactly(seconds) return string.format('%.17g', seconds) end
local function is_kept(key, now)
  local deadline = redis.call('ZSCORE', 'iface:deadlines', key)
  return deadline and tonumber(deadline) > now
end
local function keep_for(key, ttl, now)
  redis.call('ZADD', 'iface:deadlines', exactly(now + ttl), key)
  if ttl < math.huge then
    redis.call('PEXPIREAT', 'iface:record:' .. key, string.format('%.0f', (now + ttl + NET) * 1000))
  else
    redis.call('PERSIST', 'iface:record:' .. key)
  end
  if ttl <= LASTING then
    redis.call('ZADD', 'iface:idle', exactly(now), key)
  else
    redis.call('ZREM', 'iface:idle', key)
  end
end
local function found(key, now)
  if not is_kept(key, now) then return {{}} end
  return redis.call('HMGET', 'iface:record:' .. key, 'data', 'version')
end
local function forget(key)
  redis.call('DEL', 'iface:record:' .. key)
  redis.call('ZREM', 'iface:deadlines', key)
  redis.call('ZREM', 'iface:idle', key)
end
"""

GET = f"""{_HEAD}
-- key...
local now, all = time(), {{}}
for place, key in ipairs(ARGV) do all[place] = found(key, now) end
return all
"""

PUT = f"""{_HEAD}
-- capacity, idle, mark, number of turns, (key, turn)..., (key, version, ttl, data)...
local capacity, idle, mark, turns = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local first = 5 + 2 * turns
local now = time()

local function make_room(short)
  local past, idlest = 0, {{}}
  while #idlest < short do
    local found = redis.call(
      'ZRANGEBYSCORE', 'iface:idle', '-inf', exactly(now - idle), 'LIMIT', past, 100)
    if #found == 0 then return false end
    for _, key in ipairs(found) do
      if not is_kept(key, now) then
        redis.call('ZREM', 'iface:idle', key)
      else
        past = past + 1
        if #idlest < short then idlest[#idlest + 1] = key end
      end
    end
  end
  for _, key in ipairs(idlest) do
    redis.call('ZADD', 'iface:deadlines', exactly(now), key)
    redis.call('ZREM', 'iface:idle', key)
  end
  return true
end

for place = first, #ARGV, 4 do
  if redis.call('HGET', 'iface:record:' .. ARGV[place], 'mark') == mark then return {{'kept'}} end
end
for place = 5, first - 1, 2 do
  if redis.call('GET', 'iface:turn:' .. ARGV[place]) ~= ARGV[place + 1] then return {{'lost'}} end
end
local new, ending = {{}}, 0
for place = first, #ARGV, 4 do
  local key, stands = ARGV[place], 0
  if is_kept(key, now) then
    stands = tonumber(redis.call('HGET', 'iface:record:' .. key, 'version') or 0)
  end
  if tonumber(ARGV[place + 1]) ~= stands + 1 then return {{'conflict', key}} end
  if stands == 0 then
    new[#new + 1] = key
    if tonumber(ARGV[place + 2]) < math.huge then ending = ending + 1 end
  end
end
if ending > 0 then
  local open = redis.call('ZCOUNT', 'iface:deadlines', '(' .. exactly(now), '(inf')
  local short = open + ending - capacity
  if short > 0 and not make_room(short) then return {{'full'}} end
end
for _, key in ipairs(new) do
  if redis.call('EXISTS', 'iface:record:' .. key) == 1 then
    local aside = key .. '\\0' .. redis.call('INCR', 'iface:replaced')
    redis.call('RENAME', 'iface:record:' .. key, 'iface:record:' .. aside)
    redis.call('ZADD', 'iface:deadlines', redis.call('ZSCORE', 'iface:deadlines', key), aside)
  end
end
for place = first, #ARGV, 4 do
  local key, version, ttl, data = ARGV[place], ARGV[place + 1], ARGV[place + 2], ARGV[place + 3]
  redis.call('HSET', 'iface:record:' .. key, 'data', data, 'version', version, 'mark', mark)
  keep_for(key, tonumber(ttl), now)
end
-- Nobody else has had these leases: whose they may still be, is who has kept this.
for place = 5, first - 1, 2 do redis.call('DEL', 'iface:lease:' .. ARGV[place]) end
return {{'kept'}}
"""

TOUCH = f"""{_HEAD}
-- key, ttl
local now = time()
if is_kept(ARGV[1], now) then keep_for(ARGV[1], tonumber(ARGV[2]), now) end
"""

DELETE = f"""{_HEAD}
-- key
if is_kept(ARGV[1], time()) then forget(ARGV[1]) end
"""

EXPIRE = f"""{_HEAD}
-- seconds by which it is later than now, limit, prefix
local now = time()
local later, limit, prefix = now + tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local taken, size, past = {{}}, 0, 0
while #taken < 3 * limit and size < {MOST} do
  local found = redis.call(
    'ZRANGEBYSCORE', 'iface:deadlines', '-inf', exactly(later), 'LIMIT', past, 1000)
  if #found == 0 then break end
  for _, key in ipairs(found) do
    if string.sub(key, 1, #prefix) ~= prefix then
      past = past + 1
    elseif #taken < 3 * limit and size < {MOST} then
      local record = redis.call('HMGET', 'iface:record:' .. key, 'data', 'version')
      forget(key)
      if record[1] then
        size = size + #record[1]
        taken[#taken + 1], taken[#taken + 2], taken[#taken + 3] = key, record[1], record[2]
      end
    end
  end
end
-- What Redis has dropped by itself.
redis.call('ZREMRANGEBYSCORE', 'iface:deadlines', '-inf', exactly(now - NET - 60))
redis.call('ZREMRANGEBYSCORE', 'iface:idle', '-inf', exactly(now - LASTING - NET - 60))
return taken
"""

TAKE = f"""{_HEAD}
-- lease, door, turn; who takes it, its milliseconds, whether it waits, its place's milliseconds,
-- how long the turn's number is known, and the lease's own key, under which there may be a record.
-- It gives that number, or 0; who holds the lease then; and the record.
local holder, first = redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2])
local number
if holder == ARGV[1] then
  number = tonumber(redis.call('GET', KEYS[3]))
elseif holder or (first and first ~= ARGV[1]) then
  if ARGV[3] == '1' and (not first or first == ARGV[1]) then
    redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[4])
  end
  return {{0, holder or ''}}
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  redis.call('DEL', KEYS[2])
  number = redis.call('INCR', 'iface:turns')
  redis.call('SET', KEYS[3], number, 'PX', ARGV[5])
end
return {{number, '', found(ARGV[6], time())}}
"""

AGREE = """
-- our keys' fingerprints, the newest first
local known = redis.call('GET', 'iface:key')
local is_ours = not known
for _, one in ipairs(ARGV) do is_ours = is_ours or one == known end
if is_ours and known ~= ARGV[1] then redis.call('SET', 'iface:key', ARGV[1]) end
return is_ours and 1 or 0
"""

SHELVE = """
-- a session's files; name, data, milliseconds, bytes that the session may have
local used = #ARGV[2]
for _, name in ipairs(redis.call('HKEYS', KEYS[1])) do
  used = used + redis.call('HSTRLEN', KEYS[1], name)
end
if used > tonumber(ARGV[4]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
"""
