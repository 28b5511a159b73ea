package dev.taskrunner.cli;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.Requirement;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.schema.JsonSchema;
import java.util.List;
import java.util.Map;

/** Runners written by hand against the contract: without arguments, with schemas, and one that uses a tool and another runner. */
final class HandwrittenDemo {
    private static final String ITEM = """
            {"type":"object","properties":{
              "price":{"type":"integer","minimum":0,"description":"in cents"},
              "count":{"type":"integer","minimum":1,"description":"how many of them"}},
             "required":["price","count"],"additionalProperties":false}""";
    private static final String TWO_NUMBERS = """
            {"type":"object","properties":{
              "a":{"type":"integer","description":"one number"},
              "b":{"type":"integer","description":"the other"}},
             "required":["a","b"],"additionalProperties":false}""";
    private static final String SUM = """
            {"type":"object","properties":{"sum":{"type":"integer"}},"required":["sum"]}""";
    private static final String BILL = """
            {"type":"object","properties":{"items":{"type":"array","minItems":1,"items":%s}},
             "required":["items"],"additionalProperties":false}""".formatted(ITEM);
    private static final String TOTAL = """
            {"type":"object","properties":{"total":{"type":"integer","description":"in cents"}},"required":["total"]}""";

    private HandwrittenDemo() {}

    static DemoPart part() {
        return new DemoPart(
                "written by hand against the contract",
                List.of(shop()),
                List.of(greeting(), add(), bill()),
                List.of(
                        DemoStep.answered("greeting", "{}", "\"Hello from a task runner!\""),
                        DemoStep.answered("add", "{\"a\":19,\"b\":23}", "{\"sum\":42}"),
                        DemoStep.answered(
                                "bill",
                                "{\"items\":[{\"price\":250,\"count\":2},{\"price\":99,\"count\":3}]}",
                                "{\"total\":797}"),
                        DemoStep.refused("add", "{\"a\":\"nineteen\"}", ErrorCode.INVALID_ARGUMENTS)));
    }

    private static Toolkit shop() {
        Tool price =
                Tool.of("price_of", "Price of some items of one kind", JsonSchema.parse(ITEM), (context, input) -> {
                    Item item = input.as(Item.class);
                    return TaskResult.of(new Price(item.price() * item.count()));
                });
        return Toolkit.of("shop", price);
    }

    private static TaskRunner greeting() {
        TaskSpec spec = TaskSpec.builder("greeting").description("Says hello").build();
        return TaskRunner.of(spec, (context, input) -> TaskResult.of("Hello from a task runner!"));
    }

    private static TaskRunner add() {
        TaskSpec spec = TaskSpec.builder("add")
                .description("Adds two numbers")
                .inputSchema(TWO_NUMBERS)
                .outputSchema(SUM)
                .build();
        return TaskRunner.of(spec, (context, input) -> {
            Add numbers = input.as(Add.class);
            return TaskResult.of(Map.of("sum", numbers.a() + numbers.b()));
        });
    }

    /** Its prices come from a tool in the room, its sums from another runner. */
    private static TaskRunner bill() {
        Requirement shop = RequiredToolkit.of("shop");
        TaskSpec spec = TaskSpec.builder("bill")
                .description("Totals a bill with the tool shop.price_of and the runner add")
                .inputSchema(BILL)
                .outputSchema(TOTAL)
                .requires(shop)
                .build();
        return TaskRunner.of(spec, HandwrittenDemo::total);
    }

    private static TaskResult total(TaskContext context, TaskInput input) {
        List<Item> items = input.as(Bill.class).items();
        long total = 0;
        for (Item item : items) {
            long price = context.callTool("price_of", item).as(Price.class).cents();
            total = context.agents()
                    .ask("add", new Add(total, price), Sum.class)
                    .sum();
        }
        return TaskResult.of(Map.of("total", total));
    }

    record Add(long a, long b) {}

    record Sum(long sum) {}

    record Item(long price, long count) {}

    record Bill(List<Item> items) {}

    record Price(long cents) {}
}
