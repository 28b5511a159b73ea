package dev.taskrunner.examples.kotlin

import dev.taskrunner.function.FunctionTaskRunner
import dev.taskrunner.function.Task
import dev.taskrunner.room.Room
import java.util.function.Function

// docs/functions.md shows what stands between the two marks, word for word; a test compares them.
// [snippet]
data class Add(val a: Int, val b: Int = 1)
data class Sum(val sum: Int)

class Calculator {
    @Task(description = "Adds two numbers")
    fun add(a: Int, b: Int): Int = a + b

    @Task(description = "Greets somebody, by their title if they have one")
    fun greet(name: String, title: String?): String = "Hello " + listOfNotNull(title, name).joinToString(" ")
}

fun serveAll(room: Room) {
    room.serve(FunctionTaskRunner.of("sum", Add::class.java, Sum::class.java, Function<Add, Sum> { Sum(it.a + it.b) }))
    FunctionTaskRunner.allOf(Calculator()).forEach(room::serve)
}
// [end]
