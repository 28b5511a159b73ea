package dev.taskrunner.examples.kotlin

import com.fasterxml.jackson.annotation.JsonProperty
import dev.taskrunner.function.FunctionTaskRunner
import dev.taskrunner.function.Task
import java.time.LocalDate
import java.util.concurrent.CompletableFuture

// Types for KotlinTypesTest, which asks runners of them with JSON.

enum class Colour { @JsonProperty("light-red") RED, BLUE }

data class Person(
    val name: String,
    val nick: String?,
    val age: Int = 30,
    val colour: Colour = Colour.BLUE,
    val born: LocalDate? = null,
    val tags: List<String> = listOf("new"),
    val scores: Map<String, Double> = emptyMap(),
    @get:JsonProperty("home_town") @param:JsonProperty("home_town") val homeTown: String = "Berlin",
)

class Counter(var count: Int, val step: Int = 1)

sealed interface Shape
data class Circle(val radius: Double) : Shape
data class Square(val side: Double, val label: String = "square") : Shape
data object Dot : Shape

data class Drawing(val main: Shape, val more: List<Shape> = emptyList(), val note: String?)

data class Page<T>(val items: List<T>, val next: Page<T>? = null)

@JvmInline
value class UserId(val text: String)

data class Account(val id: UserId, val owner: String)

data class Elements(val names: List<String>, val maybe: List<String?>)

class Service {
    @Task
    fun repeat(text: String, times: Int, separator: String?): String = List(times) { text }.joinToString(separator ?: "")

    @Task
    fun later(person: Person): CompletableFuture<Person> = CompletableFuture.completedFuture(person.copy(nick = "x"))

    @Task
    fun find(id: UserId): String = "found " + id.text

    @Task
    fun nothing(person: Person?) {
        check(person == null || person.age >= 0)
    }
}

class Suspending {
    @Task
    suspend fun wait(a: Int): Int = a
}

class WithDefault {
    @Task
    fun add(a: Int, b: Int = 10): Int {
        if (a < 0) {
            throw dev.taskrunner.TaskException(dev.taskrunner.ErrorCode.FAILED, "no negative numbers")
        }
        return a + b
    }
}

/** A runner that gives back what it was given. */
inline fun <reified T : Any> echo(): FunctionTaskRunner =
    FunctionTaskRunner.of("echo", T::class.java, T::class.java, java.util.function.Function<T, T> { it })

object Echoes {
    @JvmStatic fun person() = echo<Person>()
    @JvmStatic fun counter() = echo<Counter>()
    @JvmStatic fun drawing() = echo<Drawing>()
    @JvmStatic fun account() = echo<Account>()
    @JvmStatic fun elements() = echo<Elements>()
    @JvmStatic fun page(): FunctionTaskRunner {
        val type = object : dev.taskrunner.function.TypeToken<Page<Circle>>() {}
        return FunctionTaskRunner.of("echo", type, type, java.util.function.Function<Page<Circle>, Page<Circle>> { it })
    }
}
