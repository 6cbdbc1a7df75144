//! Definitions made to size.

use std::fmt::Write as _;

/// OpenAPI in YAML with that many operations and at least that many bytes: schemas that refer to each
/// other, with descriptions, limits and examples.
pub fn openapi(operations: usize, bytes: usize) -> String {
    let mut out =
        "openapi: 3.0.3\ninfo:\n  title: Big\n  version: 1.0.0\nservers:\n  - url: https://big.example\npaths:\n"
            .to_owned();
    for n in 0..operations.div_ceil(2) {
        let _ = writeln!(out, "  /things{n}/{{id}}:");
        for method in ["get", "post"].into_iter().take(operations - 2 * n) {
            let _ = write!(
                out,
                "    {method}:\n      operationId: {method}Thing{n}\n      tags: [group{group}]\n      summary: {method} a thing of the kind {n}\n      description: |\n        Longer words about what this does, in\n        several lines.\n      parameters:\n        - name: id\n          in: path\n          required: true\n          schema:\n            type: string\n            format: uuid\n      responses:\n        '200':\n          description: OK\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/Thing{n}'\n",
                group = n % 20
            );
        }
    }
    out.push_str("components:\n  schemas:\n");
    let mut n = 0;
    while out.len() < bytes || n < operations.div_ceil(2) {
        let _ = write!(out, "    Thing{n}:\n      type: object\n      required: [field0, parent]\n      properties:\n");
        for field in 0..20 {
            let _ = write!(
                out,
                "        field{field}:\n          type: string\n          description: The field number {field} of the thing, as it is known to the system.\n          maxLength: {}\n          example: value-{field}\n",
                field * 10 + 5
            );
        }
        let _ = write!(out, "        parent:\n          $ref: '#/components/schemas/Thing{}'\n", n / 2);
        n += 1;
    }
    out
}

/// AsyncAPI 3 likewise.
pub fn asyncapi(operations: usize, bytes: usize) -> String {
    let mut out = "asyncapi: 3.0.0\ninfo:\n  title: Big\n  version: 1.0.0\nchannels:\n".to_owned();
    for n in 0..operations {
        let _ = write!(
            out,
            "  c{n}:\n    address: things.{n}\n    messages:\n      m: {{payload: {{$ref: '#/components/schemas/Thing{n}'}}}}\n"
        );
    }
    out.push_str("operations:\n");
    for n in 0..operations {
        let _ = write!(
            out,
            "  op{n}:\n    action: {}\n    channel: {{$ref: '#/channels/c{n}'}}\n",
            if n % 2 == 0 { "send" } else { "receive" }
        );
    }
    out.push_str("components:\n  schemas:\n");
    let mut n = 0;
    while out.len() < bytes || n < operations {
        let _ = write!(out, "    Thing{n}:\n      type: object\n      properties:\n");
        for field in 0..20 {
            let _ = writeln!(
                out,
                "        field{field}: {{type: integer, minimum: {field}, description: The field number {field} of the thing}}"
            );
        }
        n += 1;
    }
    out
}

/// GraphQL likewise.
pub fn graphql(operations: usize, bytes: usize) -> String {
    let mut out = "type Query {\n".to_owned();
    for n in 0..operations {
        let _ = write!(out, "  \"One of the kind {n}\"\n  thing{n}(id: ID!, first: Int = 10): Thing{n}\n");
    }
    out.push_str("}\n");
    let mut n = 0;
    while out.len() < bytes || n < operations {
        let _ = write!(out, "\"\"\"\nThe kind {n}, with words about it.\n\"\"\"\ntype Thing{n} {{\n");
        for field in 0..20 {
            let _ = write!(
                out,
                "  \"\"\"\n  The field number {field}\n  \"\"\"\n  field{field}(format: String): [Thing{}!]\n",
                n / 2
            );
        }
        out.push_str("}\n");
        n += 1;
    }
    out
}

/// Protocol Buffers likewise.
pub fn protobuf(operations: usize, bytes: usize) -> String {
    let mut out = "syntax = \"proto3\";\npackage big.v1;\nservice Big {\n".to_owned();
    for n in 0..operations {
        let _ = write!(out, "  // Does the thing {n}.\n  rpc Do{n} (Thing{n}) returns (stream Thing{});\n", n / 2);
    }
    out.push_str("}\n");
    let mut n = 0;
    while out.len() < bytes || n < operations {
        let _ = write!(out, "// The kind {n}, with words about it.\nmessage Thing{n} {{\n");
        for field in 1..=20 {
            let _ = write!(
                out,
                "  // The field number {field}\n  repeated Thing{} field{field} = {field} [deprecated = true];\n",
                n / 2
            );
        }
        out.push_str("}\n");
        n += 1;
    }
    out
}
