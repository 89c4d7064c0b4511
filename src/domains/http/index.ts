export {
  type ConnectedSocket,
  type ConnectionSource,
  type HttpMethods,
  http,
  type Route,
} from './meter.ts'
