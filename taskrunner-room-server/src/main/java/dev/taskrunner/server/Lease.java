package dev.taskrunner.server;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;

/**
 * A message that is lent out, or rests before it can be had again.
 *
 * @param queue the queue's name
 * @param number the message's place in it
 * @param until when it ends, in milliseconds since 1970
 * @param resting whether nobody has it: it was returned with a delay
 * @param terms on what terms it was lent
 */
record Lease(String queue, long number, long until, boolean resting, Terms terms) {

    /**
     * On what terms messages are lent.
     *
     * @param millis for how long at a time
     * @param maxAttempts after so many a message that was not acknowledged is a dead letter; 0 for never
     * @param deadLetters the queue for those
     */
    record Terms(long millis, int maxAttempts, String deadLetters) {}

    Lease until(long time) {
        return new Lease(queue, number, time, resting, terms);
    }

    byte[] encode() {
        return JsonFields.builder()
                .put("queue", queue)
                .put("number", number)
                .put("until", until)
                .put("resting", resting)
                .put("millis", terms.millis)
                .put("max_attempts", terms.maxAttempts)
                .put("dead_letters", terms.deadLetters)
                .build()
                .toRaw()
                .toBytes();
    }

    static Lease decode(byte[] stored) {
        try {
            JsonFields json = RawJson.parse(stored).fields();
            Terms terms = new Terms(
                    number(json, "millis"), (int) number(json, "max_attempts"), json.requireString("dead_letters"));
            boolean resting = Boolean.TRUE.equals(json.bool("resting"));
            return new Lease(
                    json.requireString("queue"), number(json, "number"), number(json, "until"), resting, terms);
        } catch (WireException e) {
            throw new IllegalStateException("a lease in the ledger cannot be read", e);
        }
    }

    private static long number(JsonFields json, String name) {
        Long number = json.integer(name);
        return number == null ? 0 : number;
    }
}
