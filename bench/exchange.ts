import { primitivesFloor } from './item-floor.ts'
import { atLeast, atMost, percentile, type Measure } from './measure.ts'
import { singleFloors, thirds } from './floor.ts'
import { withPair } from './pair.ts'

const BATCH = 256
/** Items released ahead of their receipts: enough that neither node waits for the other. */
const WINDOW = 4096
const GOAL = 8000
/** What an item with a key wrap of its own must never fall under. */
const GOAL_WRAPPED = 2000

/**
 * Items of 2 KiB a second, from the first call of `release` to the last durable `accepted` at the sender; two nodes, two processes.
 *
 * Both gates are asked for every item, none in bulk: `disclose` over the item's own approval, and `decide` when it is recorded.
 */
export async function exchange(quick: boolean): Promise<readonly Measure[]> {
  const [count, runs] = quick ? [4_000, 2] : [20_000, 5]
  return await withPair({}, async ({ kr }) => {
    const floors: number[] = []
    const values: number[] = []
    const cpu: number[] = []
    await kr.ask('exchange', { count, batch: BATCH, window: WINDOW, wrap: 'parcel' })
    for (let i = 0; i < runs; i++) {
      floors.push(primitivesFloor())
      const done = await kr.ask('exchange', { count, batch: BATCH, window: WINDOW, wrap: 'parcel' })
      values.push(count / done.seconds)
      cpu.push((done.cpuSeconds / count) * 1e6)
    }
    return [
      atLeast({ name: 'items of 2 KiB exchanged and receipted', unit: 'items/s', values, floors, goal: GOAL }),
      atMost({ name: 'processor time of the sender for an item', unit: 'µs', values: cpu }),
    ]
  })
}

/** The same with a key wrap for every item, in both profiles. */
export async function wrapped(quick: boolean): Promise<readonly Measure[]> {
  const measures: Measure[] = []
  for (const profile of ['cnsa2', 'hybrid'] as const) {
    const count = quick || profile === 'hybrid' ? 1_000 : 8_000
    const values = await withPair({ profile }, async ({ kr }) => {
      const rates: number[] = []
      for (let i = 0; i < (quick ? 2 : 4); i++)
        rates.push(count / (await kr.ask('exchange', { count, batch: BATCH, window: WINDOW, wrap: 'item' })).seconds)
      return rates.slice(1)
    })
    measures.push(
      atLeast({ name: `items with a key wrap each, ${profile}`, unit: 'items/s', values, goal: GOAL_WRAPPED }),
    )
  }
  return measures
}

/** One item on a quiet relation, from the call to its durable receipt; beside two flushes and a round trip, and these with signatures. */
export async function single(quick: boolean): Promise<readonly Measure[]> {
  const count = quick ? 60 : 300
  const { times, bare, signed } = await withPair({}, async ({ kr }) => {
    await kr.ask('single', { count: 30 })
    const floors = await singleFloors(count)
    return { times: (await kr.ask('single', { count })).milliseconds, ...floors }
  })
  const runs = (list: readonly number[], percent: number): readonly number[] =>
    thirds(list).map((part) => percentile(part, percent))
  return [50, 99].flatMap((percent) => {
    const [values, floors] = [runs(times, percent), runs(bare, percent)]
    const goal = 3 * percentile(floors, 50)
    return [
      atMost({ name: `one item alone, p${percent}`, unit: 'ms', values, floors, goal }),
      atMost({
        name: `one item alone beside its signatures, p${percent}`,
        unit: 'ms',
        values,
        floors: runs(signed, percent),
      }),
    ]
  })
}
