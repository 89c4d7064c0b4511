export { type Authorization, authorizationOf, type Credentials } from './credentials.ts'
