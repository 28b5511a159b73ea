package dev.taskrunner.llm;

/** How a model is made to answer with JSON of a schema. Whichever way, the answer is validated here and repaired if need be. */
public enum StructuredOutput {
    /** Native where the model says that it can, else prompted. */
    AUTO,

    /**
     * The provider is given the schema, in the strict subset that OpenAI documents. A schema that cannot be said in it, such as
     * one with maps, is prompted all the same.
     */
    NATIVE,

    /** The schema is part of the rules. */
    PROMPTED
}
