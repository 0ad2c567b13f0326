package dev.flowbench.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.Flows;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ToolCheckTest {
    private static final Workflow WORKFLOW = Flows.workflow(new Graph(List.of(
            new Node("call", new ToolCall("calculater", Map.of(), null, List.of(), 100, Duration.ofSeconds(1))),
            new Node("ops", new Agent("m", List.of(new Message(Message.Role.USER, "Go.")),
                    List.of(new Agent.AgentTool("clock", null, null, Extras.NONE),
                            new Agent.AgentTool("clock", null, null, Extras.NONE)),
                    5, 5, 1000, 100, null, null, null))),
            List.of()));

    @Test
    void toolsThatAreNotThereAreWarnedOf() {
        List<Problem> problems = new Checks(new Ports(), () -> Set.of("calculator", "clock")).of(WORKFLOW);
        assertThat(problems).filteredOn(one -> one.code().equals("UNKNOWN_TOOL")).hasSize(1).first()
                .satisfies(one -> {
                    assertThat(one.isError()).isFalse();
                    assertThat(one.message()).contains("calculater").contains("Did you mean \"calculator\"?");
                });
        assertThat(problems).filteredOn(one -> one.code().equals("DUPLICATE_TOOL")).hasSize(1);
    }

    @Test
    void whereToolsAreNotKnownNothingIsSaidOfThem() {
        assertThat(new Checks().of(WORKFLOW)).noneMatch(one -> one.code().equals("UNKNOWN_TOOL"));
    }
}
