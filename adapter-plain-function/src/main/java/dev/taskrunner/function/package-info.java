/**
 * Java methods and lambdas as task runners, with schemas made of their types.
 *
 * <p>Start reading at {@link dev.taskrunner.function.FunctionTaskRunner}. One {@code ObjectMapper} is asked for everything: the
 * schema generator ({@code TypeSchemas}, {@code BeanSchemas}) looks at what that mapper would read and write, and the same
 * mapper then binds arguments and writes results.
 */
@NullMarked
package dev.taskrunner.function;

import org.jspecify.annotations.NullMarked;
