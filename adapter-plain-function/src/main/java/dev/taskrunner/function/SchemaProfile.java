package dev.taskrunner.function;

/** Which JSON Schema is emitted. The binder is the same. */
public enum SchemaProfile {
    /** All of draft 2020-12 that helps. */
    STANDARD,

    /**
     * The subset that OpenAI's structured output accepts: an object at the root, every property required, nothing else allowed,
     * optional properties nullable. Types that cannot be said in it, such as maps, are refused when the runner is made; limits
     * that it has no word for are still enforced.
     */
    OPENAI_STRICT
}
