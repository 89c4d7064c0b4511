import { expect, test } from 'vitest'
import { signedHeaders } from './s3-signature.ts'

// The examples of AWS' own documentation of the signature.
const example = {
  url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
  at: new Date('2013-05-24T00:00:00Z'),
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
}

test('an object is asked for as the example of AWS is', () => {
  const headers = signedHeaders({ ...example, method: 'GET', headers: { range: 'bytes=0-9' } })
  expect(headers.authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  )
})

test('an object is stored as the example of AWS is', () => {
  const headers = signedHeaders({
    ...example,
    method: 'PUT',
    url: new URL('https://examplebucket.s3.amazonaws.com/test%24file.text'),
    headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
    body: Buffer.from('Welcome to Amazon S3.'),
  })
  expect(headers.authorization).toContain(
    'Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  )
})
