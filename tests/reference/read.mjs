// What the reference parsers read in definitions: `node read.mjs FILE...` prints, for each file, its
// operations with their parameters, and its bodies and schemas with the names of their properties.
// stagedoor's own reading of the same files is put into the same form by tests/it/support/reading.rs.
import { readFile } from 'node:fs/promises'
import SwaggerParser from '@apidevtools/swagger-parser'
import { Parser as AsyncParser } from '@asyncapi/parser'
import { buildSchema, isEnumType, isUnionType, isInputObjectType, isIntrospectionType, isSpecifiedScalarType, isScalarType } from 'graphql'
import protobuf from 'protobufjs'

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value)
const isNull = (schema) => schema?.type === 'null'

/** The names of a schema's properties: lists, maps and a single alternative looked through, allOf joined. */
function names (schema, seen = new Set()) {
  if (!isObject(schema) || seen.has(schema)) return []
  seen.add(schema)
  const types = [schema.type].flat().filter((one) => one && one !== 'null')
  if (isObject(schema.items) && types.every((one) => one === 'array')) return names(schema.items, seen)
  const own = ['properties', 'allOf', 'oneOf', 'anyOf', 'patternProperties'].some((key) => key in schema)
  if (isObject(schema.additionalProperties) && !own && types.every((one) => one === 'object')) {
    return names(schema.additionalProperties, seen)
  }
  if (!schema.properties) {
    for (const key of ['anyOf', 'oneOf', 'allOf']) {
      const real = (schema[key] ?? []).filter((one) => !isNull(one))
      if (schema[key] && real.length === 1 && types.every((one) => one === 'object')) return names(real[0], seen)
    }
  }
  return joined(schema)
}

function joined (schema, seen = new Set()) {
  if (!isObject(schema) || seen.has(schema)) return []
  seen.add(schema)
  const inherited = (schema.allOf ?? []).flatMap((part) => joined(part, seen))
  return [...new Set([...inherited, ...Object.keys(schema.properties ?? {})])].sort()
}

async function openapi (file) {
  const api = await new SwaggerParser().dereference(file, { resolve: { external: false }, dereference: { circular: true } })
  const out = {}
  for (const [path, item] of Object.entries(api.paths ?? {})) {
    for (const method of METHODS.filter((method) => item[method])) {
      const operation = item[method]
      const key = `${method.toUpperCase()} ${path}`
      const all = new Map()
      for (const one of [...(item.parameters ?? []), ...(operation.parameters ?? [])]) all.set(`${one.in}/${one.name}`, one)
      out[key] = [...all.keys()].filter((one) => !one.startsWith('body/')).sort()
      const body = [...all.values()].find((one) => one.in === 'body')
      if (body) for (const media of operation.consumes ?? api.consumes ?? ['application/json']) out[`${key} > ${media}`] = names(body.schema)
      for (const [media, content] of Object.entries(operation.requestBody?.content ?? {})) out[`${key} > ${media}`] = names(content.schema)
      for (const [status, response] of Object.entries(operation.responses ?? {})) {
        for (const [media, content] of Object.entries(response.content ?? {})) out[`${key} < ${status} ${media}`] = names(content.schema)
        if (response.schema) for (const media of operation.produces ?? api.produces ?? ['application/json']) out[`${key} < ${status} ${media}`] = names(response.schema)
      }
    }
  }
  for (const [name, schema] of Object.entries(api.components?.schemas ?? api.definitions ?? {})) out[`# ${name}`] = names(schema)
  return out
}

async function asyncapi (text) {
  const { document, diagnostics } = await new AsyncParser().parse(text)
  if (!document) throw new Error(diagnostics.filter((one) => one.severity === 0).map((one) => `${one.message} at ${one.path.join('.')}`).join('; '))
  const out = {}
  const body = (message) => (message.payload() ? names(message.payload().json()) : []).join(' ')
  for (const operation of document.operations().all()) {
    for (const channel of operation.channels().all()) {
      const key = `${operation.action()} ${channel.address()}`
      out[key] = channel.parameters().all().map((one) => one.id()).sort()
      out[`${key} > messages`] = operation.messages().all().map(body).sort()
    }
  }
  for (const schema of document.components().schemas().all()) out[`# ${schema.id()}`] = names(schema.json())
  return out
}

function graphql (text) {
  const schema = buildSchema(text, { assumeValidSDL: true })
  const out = {}
  const roots = [['query', schema.getQueryType()], ['mutation', schema.getMutationType()], ['subscription', schema.getSubscriptionType()]]
  for (const [word, root] of roots.filter(([, root]) => root)) {
    for (const field of Object.values(root.getFields())) out[`${word} ${field.name}`] = field.args.map((arg) => arg.name).sort()
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type) || roots.some(([, root]) => root === type)) continue
    const key = `# ${type.name}`
    if (isEnumType(type)) out[key] = type.getValues().map((value) => value.name).sort()
    else if (isUnionType(type)) out[key] = type.getTypes().map((one) => one.name).sort()
    else if (isScalarType(type)) out[key] = []
    else if (isInputObjectType(type) || type.getFields) out[key] = Object.keys(type.getFields()).sort()
  }
  return out
}

function proto (text) {
  const { root } = protobuf.parse(text, { keepCase: true, alternateCommentMode: true })
  const out = {}
  const known = (owner, name) => owner.lookup(name)?.fullName.slice(1) ?? name.replace(/^\./, '')
  // protoc writes the field of a group in small letters; this parser only its first
  const fieldName = (owner, field) => (owner.get(field.type)?.group ? field.name.toLowerCase() : field.name)
  const visit = (one) => {
    const name = one.fullName.slice(1)
    if (one instanceof protobuf.Service) {
      for (const method of one.methodsArray) {
        const kind = method.requestStream ? (method.responseStream ? 'both stream' : 'client stream') : method.responseStream ? 'server stream' : 'unary'
        out[`${kind} ${name}.${method.name}`] = [known(one, method.requestType), known(one, method.responseType)]
      }
    } else if (one instanceof protobuf.Type) out[`# ${name}`] = one.fieldsArray.map((field) => fieldName(one, field)).filter((name) => !name.startsWith('.')).sort()
    else if (one instanceof protobuf.Enum) out[`# ${name}`] = Object.keys(one.values).sort()
    one.nestedArray?.forEach(visit)
  }
  root.nestedArray.forEach(visit)
  return out
}

async function read (file) {
  const text = await readFile(file, 'utf8')
  if (file.endsWith('.proto')) return proto(text)
  if (file.endsWith('.graphql')) return graphql(text)
  if (/^\s*["']?asyncapi["']?\s*:/m.test(text.slice(0, 4000))) return asyncapi(text)
  return openapi(file)
}

const all = {}
for (const file of process.argv.slice(2)) {
  try { all[file] = await read(file) } catch (error) { all[file] = { error: String(error.message ?? error) } }
}
process.stdout.write(JSON.stringify(all, null, 1) + '\n')
