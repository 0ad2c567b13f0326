package dev.flowbench.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.Transform;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.Document;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.DocumentWriter;
import dev.flowbench.flow.file.UnreadableDocument;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTest {
    private static final String MODELS = "'models':{'m':{'provider':'openai','model':'x'}},";
    private static final String INPUTS = "'inputs':{'type':'object','properties':{'text':{'type':'string'}}},";
    private final Checks checks = new Checks();

    private static Document document(String body) {
        try {
            return new DocumentReader().read(("{'flowbench':1,'id':'w'," + body + "}").replace('\'', '"'));
        } catch (UnreadableDocument e) {
            throw new AssertionError(e);
        }
    }

    private static String step(String id, String template) {
        return "{'id':'" + id + "','kind':'transform','maxChars':9,'template':'" + template + "'}";
    }

    private static String llm(String id, String text, String more) {
        return "{'id':'" + id + "','kind':'llm','model':'m','maxOutputTokens':9," + more
                + "'messages':[{'role':'user','text':'" + text + "'}]}";
    }

    /** Each problem of the document as "CODE pointer". */
    private List<String> found(String body) {
        return checks.of(document(body)).stream().map(problem -> problem.code() + " " + problem.pointer()).toList();
    }

    @Test
    void aSoundWorkflowHasNoProblems() {
        assertEquals(List.of(), found(MODELS + INPUTS + "'nodes':[" + llm("draft", "{{text}}", "") + ","
                + step("end", "{{draft}}{{#extra}}{{extra}}{{/extra}}") + "],'wires':['draft.result -> end.draft',"
                + "'in.text -> end.extra']"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            DUPLICATE_ID /nodes/0/id,DUPLICATE_ID /nodes/1/id | 'nodes':[{A},{A}],'wires':['a.result -> out.x']
            RESERVED_ID /nodes/0/id | 'nodes':[{'id':'in','kind':'note'},{A}]
            BAD_ID /nodes/0/id | 'nodes':[{'id':'Ä b','kind':'note'},{A}]
            WIRE_TO_NOTHING /wires/0 | 'nodes':[{A}],'wires':['a.result -> b.x','a.result -> out.x']
            WIRE_TO_NOTHING /wires/0 | 'nodes':[{A}],'wires':['b.result -> out.x','a.result -> out.y']
            NO_SUCH_OUTPUT /wires/0 | 'nodes':[{A}],'wires':['a.reslt -> out.x']
            NO_SUCH_PORT /wires/0 | 'nodes':[{A},{B}],'wires':['a.result -> b.x','b.result -> out.x']
            NO_SUCH_INPUT /wires/0 | 'nodes':[{A}],'wires':['in.x -> out.x','a.result -> out.y']
            WIRE_BACKWARDS /wires/0 | 'nodes':[{A}],'wires':['out.x -> a.when']
            WIRE_ACROSS_FRAME /wires/0 | 'nodes':[{'id':'c','kind':'chain','maxSteps':2,'slots':{'body':{'nodes':[{A}]}}},{B}],'wires':['a.result -> b.when','c.result -> out.x']
            CYCLE /wires | 'nodes':[{A},{B}],'wires':['a.result -> b.when','b.result -> a.when','a.result -> out.x']
            CYCLE /wires | 'nodes':[{A}],'wires':['a.result -> a.when','a.result -> out.x']
            SEVERAL_ENDS `` | 'nodes':[{A},{B}]
            NO_NODES `` | 'nodes':[]
            NAME_WITHOUT_VALUE /nodes/0/template | 'nodes':[{'id':'a','kind':'transform','maxChars':9,'template':'{{x}}'}]
            NAME_NEVER_SET /nodes/0/template | 'nodes':[{'id':'a','kind':'transform','maxChars':9,'template':'{{#x}}{{x}}{{/x}}'}]
            NOTHING_ARRIVES /nodes/0/value | 'nodes':[{'id':'a','kind':'gate','condition':'value == 1'}],'wires':['a.pass -> out.x']
            TEMPLATE_UNCLOSED_TAG /nodes/0/template | 'nodes':[{'id':'a','kind':'transform','maxChars':9,'template':'one {{x'}]
            EXPRESSION_ENDS_EARLY /nodes/0/expression | 'nodes':[{'id':'a','kind':'transform','maxChars':9,'expression':'1 +'}]
            TRANSFORM_EMPTY /nodes/0/template | 'nodes':[{'id':'a','kind':'transform','maxChars':9}]
            MISSING_FIELD /nodes/0/maxChars | 'nodes':[{'id':'a','kind':'transform','template':'x'}]
            OUT_OF_RANGE /nodes/0/maxChars | 'nodes':[{'id':'a','kind':'transform','maxChars':0,'template':'x'}]
            OUT_OF_RANGE /budget/tokens | 'budget':{'tokens':-1},'nodes':[{A}]
            NO_TIME /nodes/0/timeout | 'nodes':[{'id':'a','kind':'transform','maxChars':9,'template':'x','timeout':'PT0S'}]
            UNKNOWN_MODEL /nodes/0/model | 'nodes':[{'id':'a','kind':'llm','model':'m','maxOutputTokens':9,'messages':[{'role':'user','text':'x'}]}]
            BAD_SCHEMA /inputs | 'inputs':{'type':'object','properties':5},'nodes':[{A}]
            INPUTS_NO_OBJECT /inputs | 'inputs':{'type':'string'},'nodes':[{A}]
            BAD_NAME /inputs/properties/my-x | 'inputs':{'type':'object','properties':{'my-x':{}}},'nodes':[{A}]
            MISSING_CHILD /nodes/0/slots | 'nodes':[{'id':'a','kind':'chain','maxSteps':2}]
            EMPTY_CHILD /nodes/0/slots/body | 'nodes':[{'id':'a','kind':'chain','maxSteps':2,'slots':{'body':{}}}]
            UNKNOWN_KIND /nodes/0/kind | 'nodes':[{'id':'a','kind':'teleport'}]
            UNKNOWN_KEY /nodes/0/colour | 'nodes':[{'id':'a','kind':'transform','maxChars':9,'template':'x','colour':1}]
            WRONG_TYPE /nodes/0/timeout | 'nodes':[{'id':'a','kind':'transform','maxChars':9,'template':'x','timeout':'soon'}]
            FALLBACK_CYCLE /models/a/fallback | 'models':{'a':{'provider':'openai','model':'x','fallback':['b']},'b':{'provider':'openai','model':'x','fallback':['a']}},'nodes':[{A}]
            UNKNOWN_MODEL /models/a/fallback/0 | 'models':{'a':{'provider':'openai','model':'x','fallback':['c']}},'nodes':[{A}]
            NO_ADDRESS /models/a/baseUrl | 'models':{'a':{'provider':'openai-compatible','model':'x'}},'nodes':[{A}]
            ROUTER_CANNOT_CHOOSE /nodes/0/model,ROUTE_WITHOUT_RULE /nodes/0/routes/0 | {R}'routes':[{'id':'a'}]}],'wires':['in.text -> r.value','r.a -> out.x','r.default -> out.x']
            MISSING_FIELD /nodes/0/routes | {R}'routes':[]}],'wires':['in.text -> r.value','r.default -> out.x']
            DUPLICATE_ROUTE /nodes/0/routes/1/id | {R}'routes':[{'id':'a','when':'value == 1'},{'id':'a','when':'value == 2'}]}],'wires':['in.text -> r.value','r.a -> out.x','r.default -> out.x']
            RESERVED_ROUTE /nodes/0/routes/0/id | {R}'routes':[{'id':'default','when':'value == 1'}]}],'wires':['in.text -> r.value','r.default -> out.x']
            DEFAULT_NOT_WIRED /nodes/0/default | {R}'routes':[{'id':'a','when':'value == 1'}]}],'wires':['in.text -> r.value','r.a -> out.x']
            DEFAULT_NOT_REACHED /nodes/0/routes | {R}'routes':[{'id':'a','when':'true'}]}],'wires':['in.text -> r.value','r.a -> out.x','r.default -> out.x']
            ROUTE_NOT_REACHED /nodes/0/routes/1 | {R}'routes':[{'id':'a','when':'true'},{'id':'b','when':'value == 1'}]}],'wires':['in.text -> r.value','r.a -> out.x']
            VOTING_WITH_BRANCHES /nodes/0/branches | {P}'votes':3,'branches':[{'id':'x','nodes':[{A}]},{'id':'y','nodes':[{B}]}]}]
            QUORUM_OVER_VOTES /nodes/0/quorum | {P}'votes':3,'rule':'quorum','quorum':4,'branches':[{'id':'x','nodes':[{A}]}]}]
            DUPLICATE_BRANCH /nodes/0/branches/1/id | {P}'branches':[{'id':'x','nodes':[{A}]},{'id':'x','nodes':[{B}]}]}]
            MIN_SUCCESS_OVER_BRANCHES /nodes/0/minSuccess | {P}'minSuccess':3,'branches':[{'id':'x','nodes':[{A}]},{'id':'y','nodes':[{B}]}]}]
            TWO_LIVE_WIRES /wires/2 | 'nodes':[{A},{B},{'id':'c','kind':'transform','maxChars':9,'template':'{{x}}'}],'wires':['a.result -> b.when','a.result -> c.x','b.result -> c.x']
            STATE_NOT_READ /nodes/0/template | 'state':{'tone':{}},'nodes':[{'id':'a','kind':'transform','maxChars':9,'template':'{{state.tone}}'}]
            STATE_CONFLICT /state/tone | 'state':{'tone':{}},'nodes':[{A,'writes':{'tone':'result'}},{B,'writes':{'tone':'result'}}],'wires':['a.result -> out.y','b.result -> out.z']
            STATE_CONFLICT /state/tone | {R}'routes':[{'id':'a','when':'value == 1'},{'id':'b','when':'value == 2'}]},{A,'writes':{'tone':'result'}},{'id':'b','kind':'transform','maxChars':9,'template':'{{#y}}y{{/y}}','writes':{'tone':'result'}}],'state':{'tone':{}},'wires':['in.text -> r.value','r.a -> a.when','r.b -> b.y','r.default -> out.z','a.result -> out.x','b.result -> out.y']
            NEVER_TRIED /nodes/0/onFailure/1/action | 'nodes':[{A,'onFailure':[{'action':'fallback-value','value':'x'},{'action':'repair'}]}]
            STATE_CONFLICT_SELF /state/tone | 'inputs':{'type':'object','properties':{'x':{}}},'state':{'tone':{}},'nodes':[{'id':'m','kind':'map','maxItems':3,'concurrency':1,'slots':{'body':{'nodes':[{A,'writes':{'tone':'result'}}]}}}],'wires':['in.x -> m.items']
            MIN_SUCCESS_OVER_ITEMS /nodes/0/minSuccess | 'inputs':{'type':'object','properties':{'x':{}}},'nodes':[{'id':'m','kind':'map','maxItems':3,'concurrency':1,'minSuccess':4,'slots':{'body':{'nodes':[{A}]}}}],'wires':['in.x -> m.items']
            CHECKPOINT_EMPTY /nodes/1/rules | 'nodes':[{A},{'id':'c','kind':'checkpoint'}],'wires':['a.result -> c.value']
            UNKNOWN_STATE /nodes/0/reads/0 | 'nodes':[{'id':'a','kind':'transform','maxChars':9,'template':'x','reads':['tone']}]
            FILE_OUTSIDE /nodes/0/file | 'nodes':[{'id':'a','kind':'subflow','file':'../../x','maxChars':9}]
            """)
    void everyMistakeHasItsNameAndPlace(String expected, String body) {
        String a = "'id':'a','kind':'transform','maxChars':9,'template':'x'";
        String full = body.replace("{A}", "{" + a + "}").replace("{A,", "{" + a + ",")
                .replace("{B}", "{" + a.replace("'a'", "'b'") + "}").replace("{B,", "{" + a.replace("'a'", "'b'") + ",")
                .replace("{R}", INPUTS + "'nodes':[{'id':'r','kind':'router',")
                .replace("{P}", "'nodes':[{'id':'p','kind':'parallel','maxBranches':9,'branchTimeout':'PT1M',");
        List<String> wanted = List.of(expected.split(",")).stream()
                .map(each -> each.endsWith(" ``") ? each.replace("``", "") : each)
                .map(each -> each.contains(" ") ? each : each + " ").toList();
        assertEquals(wanted, found(full));
        for (Problem problem : checks.of(document(full))) {
            assertFalse(problem.message().isBlank() || problem.wayOut().isBlank(), problem.toString());
            assertFalse(problem.message().matches(".*\\{\\d.*") || problem.wayOut().matches(".*\\{\\d.*"),
                    problem.toString());
        }
    }

    @Test
    void exclusiveRoutesMayMeet() {
        String router = "{'id':'r','kind':'router','routes':[{'id':'a','when':'value == 1'},{'id':'b','when':'value == 2'}]}";
        String wires = "'wires':['in.text -> r.value','r.a -> x.y','r.b -> x.y','r.default -> x.y','in.text -> x.z']";
        assertEquals(List.of(), found(INPUTS + "'nodes':[" + router + "," + step("x", "{{y}}{{z}}") + "]," + wires));
    }

    @Test
    void exclusiveRoutesMaySetTheSameField() {
        String router = "{'id':'r','kind':'router','routes':[{'id':'a','when':'value == 1'},{'id':'b','when':'value == 2'}]}";
        String writes = step("x", "x").replace("}", ",'writes':{'tone':'result'}}") + ","
                + step("then", "{{b}}").replace("'}", "','writes':{'tone':'result'}}");
        String wires = "'wires':['in.text -> r.value','r.a -> x.when','r.b -> y.when','y.result -> then.b',"
                + "'r.default -> out.d','x.result -> out.x','then.result -> out.y']";
        assertEquals(List.of(), found(INPUTS + "'state':{'tone':{}},'nodes':[" + router + "," + writes + ","
                + step("y", "y") + "]," + wires));
    }

    @Test
    void aCycleNamesItsNodesInOrder() {
        Problem cycle = checks
                .of(document("'nodes':[" + step("a", "{{x}}") + "," + step("b", "{{x}}") + "," + step("c", "{{x}}")
                        + "],'wires':['a.result -> b.x','b.result -> c.x','c.result -> a.x','c.result -> out.x']"))
                .getFirst();
        assertTrue(cycle.message().contains("a → b → c → a") || cycle.message().contains("b → c → a → b")
                || cycle.message().contains("c → a → b → c"), cycle.message());
    }

    @Test
    void aSlipOfTheFingersIsRecognised() {
        Problem name = checks.of(document(INPUTS + "'nodes':[" + step("a", "{{txet}}") + "]")).getFirst();
        assertEquals("\"txet\" has no value in the workflow. There are: text.", name.message());
        assertTrue(name.wayOut().startsWith("Did you mean \"text\"? "), name.wayOut());
        Problem key = checks
                .of(document("'nodes':[{'id':'a','kind':'transform','maxChars':9,'template':'x','timeuot':1}]"))
                .getFirst();
        assertEquals(Problem.Severity.WARNING, key.severity());
    }

    @Test
    void aMistakeInATemplateHasItsLineAndColumn() {
        Problem problem = checks.of(document("'nodes':[" + step("a", "one\\ntwo {{x") + "]")).getFirst();
        assertTrue(problem.message().startsWith("In template, line 2, column 5: "), problem.message());
        assertEquals("Close the tag.", problem.wayOut());
        assertEquals("a", problem.node());
        assertEquals("template", problem.field());
    }

    @Test
    void whatAFrameMissesIsReportedWhereItIsUsed() {
        String frame = "{'id':'c','kind':'chain','maxSteps':2,'slots':{'body':{'nodes':[" + step("a", "{{text}}")
                + "]}}}";
        assertEquals(List.of("NAME_WITHOUT_VALUE /nodes/0/slots/body/nodes/0/template"),
                found(INPUTS + "'nodes':[" + frame + "]"));
        assertEquals(List.of(), found(INPUTS + "'nodes':[" + frame + "],'wires':['in.text -> c.text']"));
    }

    @Test
    void anEvaluatorMustScore() {
        String loop = "'nodes':[{'id':'e','kind':'evaluator-optimizer','maxIterations':2,'passScore':0.8,'slots':{'generator':{'nodes':["
                + llm("g", "{{task}}", "") + "]},'evaluator':{'nodes':[" + llm("j", "{{candidate}}", "%s") + "]}}}],"
                + "'wires':['in.text -> e.task']";
        assertEquals(List.of("EVALUATOR_WITHOUT_SCORE /nodes/0/slots/evaluator"),
                found(MODELS + INPUTS + loop.formatted("")));
        assertEquals(List.of("EVALUATOR_WITHOUT_SCORE /nodes/0/slots/evaluator"),
                found(MODELS + INPUTS + loop.formatted("'output':{'type':'object','properties':{'mark':{}}},")));
        assertEquals(List.of(),
                found(MODELS + INPUTS + loop.formatted("'output':{'type':'object','properties':{'score':{}}},")));
    }

    @Test
    void beforeARunWhatIsUnknownOrNotThereYetIsAnError() {
        Workflow unknown = document("'nodes':[{'id':'a','kind':'teleport'}]").workflow();
        assertFalse(checks.of(unknown).getFirst().isError());
        assertEquals(List.of("UNKNOWN_KIND"), checks.beforeRun(unknown).stream().map(Problem::code).toList());
        assertEquals(List.of(), checks.beforeRun(document("'nodes':[" + step("a", "x") + "]").workflow()));
    }

    @Test
    void aNewerVersionIsAnError() throws UnreadableDocument {
        Document newer = new DocumentReader().read("{\"flowbench\":2,\"id\":\"w\",\"nodes\":[]}");
        assertTrue(newer.readOnly());
        assertEquals(2, newer.workflow().flowbench());
        assertEquals("NEWER_VERSION", checks.of(newer).getFirst().code());
        assertEquals("NEWER_VERSION", checks.of(newer.workflow()).getFirst().code());
    }

    @Test
    void problemsWhileEditingPointIntoTheCanonicalText() {
        Document document = document("'nodes':[{'kind':'transform','template':'x','id':'a','maxChars':'many'}]");
        Problem problem = checks.of(document.workflow()).stream().filter(p -> p.code().equals("WRONG_TYPE")).findFirst()
                .orElseThrow();
        assertEquals("/nodes/0/maxChars", problem.pointer());
        String text = new DocumentWriter().write(document.workflow());
        assertEquals(9, new dev.flowbench.flow.file.Positions(text).locate(problem.pointer()).line());
    }

    @Test
    void tenThousandNodesInARow() {
        List<Node> nodes = new ArrayList<>();
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            nodes.add(new Node("n" + i, new Transform(new TemplateSource(i == 0 ? "x" : "{{p}}"), null, 9)));
            if (i > 0) {
                wires.add(new Wire("n" + (i - 1), "result", "n" + i, "p"));
            }
        }
        Workflow chain = Workflow.empty("w", "W").with(new Graph(nodes, wires));
        assertEquals(List.of(), checks.of(chain));
        wires.add(new Wire("n9999", "result", "n0", "when"));
        assertEquals("CYCLE", checks.of(chain.with(new Graph(nodes, wires))).getFirst().code());
    }
}
