/**
 * What an ask costs: JMH for its parts, and a load of whole asks beside bare relays of the same bytes. A program, not an API:
 * only what JMH must reach is public.
 */
@org.jspecify.annotations.NullMarked
package dev.taskrunner.benchmarks;
