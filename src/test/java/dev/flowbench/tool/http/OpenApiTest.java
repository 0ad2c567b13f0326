package dev.flowbench.tool.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.ToolDeclaration;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenApiTest {
    private static final String PETS = """
            openapi: 3.0.3
            info: { title: Pet Store, version: "1" }
            servers:
              - url: https://{region}.pets.example/v1/
                variables: { region: { default: eu } }
            security: [ { key: [] } ]
            paths:
              /pets:
                get:
                  operationId: listPets
                  summary: Lists pets
                  parameters:
                    - { name: limit, in: query, schema: { type: integer, minimum: 0, exclusiveMinimum: true } }
                    - { name: "tag[]", in: query, schema: { type: array, items: { type: string } } }
                    - { name: sold, in: query, required: true, schema: { type: boolean } }
                    - { name: X-Trace, in: header, schema: { type: string } }
                    - { name: session, in: cookie, schema: { type: string } }
                post:
                  operationId: addPet
                  requestBody:
                    required: true
                    content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } }
              /pets/{petId}:
                parameters:
                  - { name: petId, in: path, required: true, description: Which one, schema: { type: string } }
                put:
                  operationId: savePet
                  security: []
                  requestBody:
                    content: { application/json: { schema: { oneOf: [ { type: object }, { type: array } ] } } }
                delete: { summary: Removes one }
              /upload:
                post:
                  operationId: upload
                  requestBody: { required: true, content: { image/png: { schema: { type: string } } } }
            components:
              securitySchemes: { key: { type: apiKey, in: header, name: X-Api-Key } }
              schemas:
                Pet:
                  type: object
                  required: [ name ]
                  properties:
                    name: { type: string, nullable: true, example: Rex, x-odd: 1 }
                    mother: { $ref: "#/components/schemas/Pet" }
                    vet: { $ref: "https://elsewhere.example/vet.yaml" }
            """;

    private static OpenApi.Imported read(String text, String... only) throws OpenApi.Fault {
        return OpenApi.read(text.getBytes(StandardCharsets.UTF_8), Set.of(only), null);
    }

    @Test
    void operationsBecomeTools() throws Exception {
        OpenApi.Imported imported = read(PETS);
        assertThat(imported.tools()).containsOnlyKeys("list-pets", "add-pet", "save-pet", "delete-pets-pet-id");
        ToolDeclaration list = imported.tools().get("list-pets");
        assertThat(list.description()).isEqualTo("Lists pets");
        assertThat(list.effect()).isEqualTo(EffectClass.READ);
        assertThat(list.http().address().text()).isEqualTo("https://eu.pets.example/v1/pets?"
                + "{{#limit}}&limit={{limit}}{{/limit}}{{#tag_}}&tag%5B%5D={{.}}{{/tag_}}&sold={{sold}}");
        assertThat(list.http().headers().get("X-Trace").text()).isEqualTo("{{#X_Trace}}{{X_Trace}}{{/X_Trace}}");
        assertThat(list.http().secret()).isEqualTo("PET_STORE_KEY");
        assertThat(list.http().secretHeader()).isEqualTo("X-Api-Key");
        assertThat(list.parameters().toString()).contains("\"required\":[\"sold\"]")
                .contains("\"limit\":{\"type\":\"integer\",\"exclusiveMinimum\":0}")
                .contains("\"sold\":{\"type\":\"string\",\"enum\":[\"true\",\"false\"]}").doesNotContain("session");
        assertThat(imported.notes()).anyMatch(note -> note.contains("session"))
                .anyMatch(note -> note.contains("upload") && note.contains("image/png"));
    }

    @Test
    void aBodyIsTakenApartAndWhatContainsItselfIsLeftOpen() throws Exception {
        ToolDeclaration add = read(PETS, "addPet").tools().get("add-pet");
        assertThat(add.effect()).isEqualTo(EffectClass.NON_IDEMPOTENT);
        assertThat(add.http().body().text())
                .isEqualTo("{ \"name\": {{name}}, \"mother\": {{mother}}, \"vet\": {{vet}} }");
        assertThat(add.parameters().toString()).contains("\"name\":{\"type\":[\"string\",\"null\"]}")
                .contains("\"vet\":{}").contains("\"required\":[\"name\"]").doesNotContain("Rex")
                .doesNotContain("x-odd");
        ToolDeclaration save = read(PETS, "save-pet").tools().get("save-pet");
        assertThat(save.effect()).isEqualTo(EffectClass.IDEMPOTENT);
        assertThat(save.http().address().text()).isEqualTo("https://eu.pets.example/v1/pets/{{petId}}");
        assertThat(save.http().body().text()).isEqualTo("{{body}}");
        assertThat(save.http().secret()).isNull();
    }

    @Test
    void filesOfTheSecondVersionBecomeToolsToo() throws Exception {
        OpenApi.Imported imported = read("""
                swagger: '2.0'
                info: { title: Old, version: '1' }
                host: old.example
                basePath: /v2
                schemes: [ http, https ]
                securityDefinitions: { b: { type: basic }, k: { type: apiKey, in: query, name: key } }
                security: [ { b: [] } ]
                parameters: { Id: { name: id, in: path, required: true, type: integer, format: int64 } }
                paths:
                  /pets/{id}:
                    parameters: [ { $ref: '#/parameters/Id' } ]
                    get:
                      operationId: getPet
                      security: [ { k: [] } ]
                      parameters:
                        - { name: tags, in: query, description: Which, type: array, items: { type: string, enum: [ a, b ] } }
                        - { name: sizes, in: query, type: array, items: { type: integer }, collectionFormat: multi }
                    put:
                      parameters: [ { name: pet, in: body, required: true, schema: { $ref: '#/definitions/Pet' } } ]
                    post:
                      operationId: rename
                      consumes: [ application/x-www-form-urlencoded ]
                      parameters: [ { name: name, in: formData, required: true, type: string } ]
                    patch:
                      operationId: photo
                      parameters: [ { name: file, in: formData, required: true, type: file } ]
                definitions: { Pet: { type: object, required: [ name ], properties: { name: { type: string } } } }
                """);
        assertThat(imported.tools()).containsOnlyKeys("get-pet", "put-pets-id", "rename");
        ToolDeclaration get = imported.tools().get("get-pet");
        assertThat(get.http().address().text()).isEqualTo("https://old.example/v2/pets/{{id}}?"
                + "{{#tags}}&tags={{tags}}{{/tags}}{{#sizes}}&sizes={{.}}{{/sizes}}");
        assertThat(get.parameters().toString()).contains("\"id\":{\"type\":\"integer\",\"format\":\"int64\"}")
                .contains("Which. Several are separated by commas. Each is one of: a, b.");
        assertThat(get.http().secret()).isNull();
        assertThat(imported.notes()).anyMatch(note -> note.contains("get-pet") && note.contains("\"key\""))
                .anyMatch(note -> note.contains("photo") && note.contains("multipart"));
        ToolDeclaration put = imported.tools().get("put-pets-id");
        assertThat(put.http().body().text()).isEqualTo("{ \"name\": {{name}} }");
        assertThat(put.http().secretPrefix()).isEqualTo("Basic ");
        assertThat(imported.tools().get("rename").http().body().text()).isEqualTo("{{#name}}&name={{name}}{{/name}}");
    }

    @Test
    void anOperationMayStandElsewhereAndAListBeOneText() throws Exception {
        String file = """
                openapi: 3.1.0
                servers: [ { url: 'https://a.example' } ]
                paths:
                  /x:
                    servers: [ { url: 'https://b.example/b' } ]
                    get: { parameters: [ { name: l, in: query, explode: false, style: pipeDelimited, schema: { type: array } } ] }
                    put: { servers: [ { url: 'https://c.example' } ] }
                """;
        var tools = read(file).tools();
        assertThat(tools.get("get-x").http().address().text())
                .isEqualTo("https://b.example/b/x?{{#l}}&l={{l}}{{/l}}");
        assertThat(tools.get("put-x").http().address().text()).isEqualTo("https://c.example/x");
        assertThat(OpenApi.read(file.getBytes(StandardCharsets.UTF_8), Set.of(), "https://d.example").tools()
                .get("put-x").http().address().text()).isEqualTo("https://d.example/x");
    }

    @Test
    void fewSchemasThatContainEachOtherDoNotBecomeMillions() {
        var file = new StringBuilder(
                "openapi: 3.0.0\nservers: [ { url: 'https://a.example' } ]\ncomponents:\n  schemas:\n");
        for (int i = 0; i < 30; i++) {
            file.append("    S").append(i).append(":\n      properties:\n");
            for (int j = 0; j < 20; j++) {
                file.append("        f").append(j).append(": { $ref: '#/components/schemas/S").append((i + j) % 30)
                        .append("' }\n");
            }
        }
        file.append("paths:\n");
        for (int i = 0; i < 60; i++) {
            file.append("  /p").append(i).append(": { get: { parameters: [ { name: a, in: query, schema: ")
                    .append("{ $ref: '#/components/schemas/S").append(i % 30).append("' } } ] } }\n");
        }
        assertThatThrownBy(() -> read(file.toString())).isInstanceOf(OpenApi.Fault.class)
                .hasMessageContaining("--only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "openapi: 2", "swagger: '2.0'", "{\"openapi\":\"3.0.0\"}", "\t:", "a: [",
        "openapi: 3.0.0\npaths: {}\n", "!!javax.script.ScriptEngineManager [ ]",
        "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nopenapi: 3\n",
        "{\"openapi\":\"3.0.0\",\"paths\":{\"/a\":{\"get\":{}}}}",
        "openapi: 3.0.0\nservers: [ { url: 'file:///etc' } ]\npaths: { /a: { get: {} } }",
        "openapi: 3.0.0\nservers: [ { url: '/v1' } ]\npaths: { /a: { get: {} } }"})
    void whatIsNoneIsSaidSo(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(OpenApi.Fault.class).hasMessageContaining(" ");
    }

    @Test
    void theServerMayBeSaidElsewhere() throws Exception {
        byte[] file = "openapi: 3.1.0\npaths: { /a: { get: {} } }".getBytes(StandardCharsets.UTF_8);
        assertThat(OpenApi.read(file, Set.of(), "https://a.example/").tools().get("get-a").http().address().text())
                .isEqualTo("https://a.example/a");
        for (@Nullable String bad : new String[]{"a.example", "ftp://a", "https://{x}/"}) {
            assertThatThrownBy(() -> OpenApi.read(file, Set.of(), bad)).isInstanceOf(OpenApi.Fault.class);
        }
    }
}
