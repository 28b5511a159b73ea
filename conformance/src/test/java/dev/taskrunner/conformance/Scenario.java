package dev.taskrunner.conformance;

/** Our side of one scenario. */
@FunctionalInterface
interface Scenario {
    void play(Stage stage) throws Exception;
}
