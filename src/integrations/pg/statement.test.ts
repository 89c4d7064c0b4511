import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sanitisedSql } from './sanitised.ts'
import { describeStatement } from './statement.ts'
import { createDescriber } from './statement-cache.ts'

describe('the verb and the table of a statement', () => {
  test.each([
    ['SELECT id FROM products WHERE id = $1', 'select', 'products'],
    ['select * from "Order Items" o join x on true', 'select', 'Order Items'],
    ['INSERT INTO shop.orders (a) VALUES (1) RETURNING id', 'insert', 'orders'],
    ['UPDATE ONLY shop."orders" SET status = 1', 'update', 'orders'],
    ['DELETE FROM audit WHERE id <= (SELECT max(id) FROM other)', 'delete', 'audit'],
    ['CREATE TABLE IF NOT EXISTS shop.products (id int)', 'create', 'products'],
    ['TRUNCATE TABLE logs', 'truncate', 'logs'],
    ['BEGIN', 'begin', 'none'],
    ['SELECT 1', 'select', 'none'],
    ["-- SELECT FROM wrong\n/* FROM wrong */ SELECT ';FROM wrong' FROM rightly", 'select', 'rightly'],
    ['SELECT $tag$ FROM wrong $tag$ FROM rightly', 'select', 'rightly'],
    ['WITH recent AS (SELECT * FROM orders) SELECT * FROM recent', 'select', 'orders'],
    ['WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone', 'insert', 'a'],
    ['SELECT extract(year FROM created_at) FROM orders', 'select', 'orders'],
    [
      'INSERT INTO products (id) SELECT * FROM unnest($1::int[]) ON CONFLICT DO NOTHING',
      'insert',
      'products',
    ],
    ['SELECT * FROM (SELECT * FROM inner_table) x', 'select', 'inner_table'],
    ['', 'unknown', 'none'],
    ['  ;;; ', 'unknown', 'none'],
  ])('%s', (sql, queryType, table) => {
    expect(describeStatement(sql)).toEqual({ queryType, table })
  })

  test('whatever is given as SQL, there is an answer', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom("'", '"', '--', '/*', '$$', '$x$', 'FROM', 'with', '(', '.', '\\'),
    )
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const sql = pieces.join(' ')
        const { queryType, table } = describeStatement(sql)
        expect(typeof queryType + typeof table).toBe('stringstring')
        expect(typeof sanitisedSql(sql)).toBe('string')
      }),
    )
  })
})

describe('SQL on a span', () => {
  test.each([
    [
      "SELECT * FROM users WHERE email = 'a@b.c' AND age > 42",
      'SELECT * FROM users WHERE email = ? AND age > ?',
    ],
    ['SELECT a FROM t WHERE id = $1 LIMIT 10', 'SELECT a FROM t WHERE id = $1 LIMIT ?'],
    ["INSERT INTO t(a, b) VALUES ('it''s', E'x\\'y')", 'INSERT INTO t(a, b) VALUES (?, ?)'],
    ['SELECT $$secret$$', 'SELECT ?'],
    ["SELECT 'C:\\' || name || 'secret'", 'SELECT ? || name || ?'],
    ['SELECT $1::text || $tag$it is $$ secret$tag$', 'SELECT $1::text || ?'],
    ["SELECT 'never closed", 'SELECT ?'],
    ['SELECT a -- secret\nFROM t1', 'SELECT a FROM t1'],
  ])('%s', (sql, shown) => {
    expect(sanitisedSql(sql)).toBe(shown)
  })

  test('no string literal ever shows', () => {
    const secret = fc.stringMatching(/^[a-z]{8,20}$/).map((word) => `s3cr3t${word}`)
    const quotes = fc.constantFrom(["'", "'"], ['$$', '$$'], ['$q$', '$q$'], ["E'", "'"])
    fc.assert(
      fc.property(secret, quotes, fc.constantFrom('', '\\\\', "''"), (word, [open, close], before) => {
        const inside = open === "E'" || open === "'" ? before : ''
        expect(
          sanitisedSql(`SELECT x FROM t WHERE y = ${open}${inside}${word}${close} AND z = 1`),
        ).not.toContain(word)
      }),
    )
  })

  test('the same text is read once, and what is remembered is bounded', () => {
    const describeSql = createDescriber()
    const first = describeSql('SELECT 1 FROM a')
    expect(describeSql('SELECT 1 FROM a')).toBe(first)
    for (let index = 0; index < 600; index++) describeSql(`SELECT ${index} FROM a`)
    expect(describeSql('SELECT 1 FROM a')).toEqual(first)
    expect(describeSql('SELECT 599 FROM a')).toEqual({
      query_type: 'select',
      table: 'a',
      sql: 'SELECT ? FROM a',
    })
  })
})
