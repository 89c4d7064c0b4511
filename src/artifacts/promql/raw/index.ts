export { type Compiled, compileRaw } from './compile.ts'
