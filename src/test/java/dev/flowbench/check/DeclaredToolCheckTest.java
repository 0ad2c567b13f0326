package dev.flowbench.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.file.Document;
import dev.flowbench.flow.file.DocumentReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be wrong with a tool that a document declares. */
class DeclaredToolCheckTest {
    private static final String GOOD = "'parameters':{'type':'object','required':['id'],'properties':{'id':{},'q':{}}},"
            + "'http':{'method':'GET','address':'https://a.example/{{id}}{{#q}}?q={{q}}{{/q}}'}";

    private static List<Problem> problems(String name, String tool) throws Exception {
        String text = "{ 'flowbench': 1, 'id': 'a', 'tools': { '" + name + "': {" + tool + "} }, 'nodes': ["
                + "{ 'id': 'n', 'kind': 'tool', 'tool': 'x', 'maxResultChars': 9, 'callTimeout': 'PT1S' } ] }";
        Document document = new DocumentReader().read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return new Checks(new Ports(), () -> Set.of("clock", "x")).of(document).stream()
                .filter(problem -> problem.pointer().startsWith("/tools")).toList();
    }

    @Test
    void aGoodOneIsGood() throws Exception {
        assertThat(problems("look-up", GOOD)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "BAD_TOOL_NAME | Look Up | 'http':{'method':'GET','address':'https://a.example/'}",
        "TOOL_HIDES_TOOL | clock | 'http':{'method':'GET','address':'https://a.example/'}",
        "TOOL_WITHOUT_KIND | a | 'description':'x'",
        "TOOL_OF_TWO_KINDS | a | 'http':{'method':'GET','address':'https://a.example/'},'subflow':{'file':'b.flow.json'}",
        "FILE_OUTSIDE | a | 'subflow':{'file':'../b.flow.json'}",
        "FILE_OUTSIDE | a | 'subflow':{'file':'/etc/b.flow.json'}",
        "TOOL_PARAMETERS | a | 'parameters':{'type':'array'},'http':{'method':'GET','address':'https://a.example/'}",
        "TOOL_SCHEMA | a | 'parameters':{'type':'object','properties':7},'http':{'method':'GET','address':'https://a.example/'}",
        "TOOL_METHOD | a | 'http':{'method':'CONNECT','address':'https://a.example/'}",
        "TOOL_ADDRESS | a | 'http':{'method':'GET','address':'file:///etc/passwd'}",
        "TOOL_ADDRESS | a | 'http':{'method':'GET','address':'a.example'}",
        "TOOL_HEADER | a | 'http':{'method':'GET','address':'https://a.example/','headers':{'Host':'b'}}",
        "TOOL_KEY | a | 'http':{'method':'GET','address':'https://a.example/','headers':{'Authorization':'Bearer abc'}}",
        "TOOL_KEY | a | 'http':{'method':'GET','address':'https://a.example/','headers':{'X-Api-Key':'abc'}}",
        "TOOL_KEY | a | 'http':{'method':'GET','address':'https://a.example/?k=sk-proj-0123456789abcdefghij'}",
        "TOOL_PATH | a | 'http':{'method':'GET','address':'https://a.example/','result':'items'}",
        "TOOL_FALLBACK_CYCLE | a | 'fallback':'a','http':{'method':'GET','address':'https://a.example/'}",
        "UNKNOWN_TOOL | a | 'fallback':'clok','effect':'read','http':{'method':'GET','address':'https://a.example/'}",
        "TOOL_FALLBACK_EFFECT | a | 'fallback':'clock','http':{'method':'POST','address':'https://a.example/'}",
        "TOOL_RETRY_FLOW | a | 'retry':{'attempts':2},'subflow':{'file':'b.flow.json'}",
        "TOOL_TEMPLATE | a | 'http':{'method':'GET','address':'https://a.example/{{=<% %>=}}'}",
        "TOOL_NO_PARAMETER | a | 'http':{'method':'GET','address':'https://a.example/{{id}}'}",
        "TOOL_MAY_LACK | a | 'parameters':{'type':'object','properties':{'id':{}}},'http':{'method':'GET','address':'https://a.example/{{id}}'}",
    })
    void whatIsWrongIsSaid(String code, String name, String tool) throws Exception {
        assertThat(problems(name, tool)).extracting(Problem::code).contains(code);
        assertThat(problems(name, tool)).allSatisfy(problem -> {
            assertThat(problem.message() + problem.wayOut()).doesNotContainPattern("\\{\\d\\}").isNotBlank();
        });
    }

    @Test
    void whatStandsInMustTakeTheSameArguments() throws Exception {
        String other = "}, 'b': {'effect':'read','parameters':{'type':'object','required':['id','day'],'properties':{}},"
                + "'http':{'method':'GET','address':'https://b.example/'}";
        assertThat(problems("a", GOOD + ",'effect':'read','fallback':'b'" + other)).extracting(Problem::code)
                .containsExactly("TOOL_FALLBACK_ARGUMENTS");
        assertThat(problems("a", GOOD + ",'effect':'read','fallback':'b'" + other + ",'fallback':'a'"))
                .extracting(Problem::code).contains("TOOL_FALLBACK_CYCLE");
    }

    @Test
    void anUnknownEffectIsSaid() throws Exception {
        assertThat(problems("a", GOOD + ",'effect':'MAYBE'")).isNotEmpty();
    }
}
