package dev.taskrunner.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Generation;
import dev.taskrunner.room.Room;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The page beside participants that speak the current generation of the wire; it speaks the classic one itself. */
class GenerationsTest extends PageCase {
    private Room modern;

    @BeforeEach
    void joinModern() {
        modern = Room.connect(
                playground.options("modern").generation(Generation.CURRENT).build());
        TaskSpec spec = TaskSpec.builder("echo")
                .title("Say it again")
                .inputSchema("{\"type\":\"object\",\"properties\":{\"word\":{\"type\":\"string\"}}}")
                .build();
        modern.serve(TaskRunner.of(spec, GenerationsTest::echo));
    }

    /** Says again what it is given, after it has placed an order for that. */
    private static TaskResult echo(TaskContext context, TaskInput input) {
        Map<String, Object> customer = Map.of("name", "Ada", "email", "ada@example.org");
        List<Object> items = List.of(Map.of("sku", "AB-1", "count", 1));
        context.agents().ask("order", Map.of("customer", customer, "items", items));
        return TaskResult.of(input.asMap().get("word"));
    }

    @AfterEach
    void leaveModern() {
        modern.close();
    }

    @Test
    @DisplayName("Watch shows what they ask and are asked, their tool calls, and what is asked for that in turn")
    void watch() {
        open("watch");
        browser.waitFor("main", "Nothing so far");
        assertThat(playground.room.agents().ask("echo", Map.of("word", "hi")).toJson())
                .isEqualTo("\"hi\"");
        modern.toolkits().invoke("shop", "price_of", Map.of("count", 2));
        browser.waitFor(".timeline > .done > .task", "workshop → echo");
        browser.waitFor(".timeline > .done > ul > .done", "order");
        browser.waitFor(".timeline > .done > .task", "modern → shop.price_of");
    }

    @Test
    @DisplayName("What they ask that fails is shown as failed, with its code")
    void failures() {
        open("watch");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> modern.agents().ask("order", Map.of()))
                .isInstanceOf(dev.taskrunner.TaskException.class);
        browser.waitFor(".timeline > .failed > .task", "order");
        browser.waitFor(".timeline > .failed > .task", "modern");
        browser.waitFor(".timeline > .failed", "invalid_arguments");
    }

    @Test
    @DisplayName("Their runners have forms and answers like others, and they are among the people")
    void runs() {
        openForm("echo");
        browser.click("[id='arguments[word]-opt-in']");
        browser.fill(Browser.argument("word"), "again");
        browser.press("Run");
        browser.waitFor("[data-result]", "again");
        modern.messaging().enable();
        open("people");
        browser.waitFor(".cards", "modern");
    }
}
