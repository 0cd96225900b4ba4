package io.mediachassis.backplane.configuration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a configuration key takes, as {@link RecordBinder} checks it and the reference page shows it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Limits {
    /** The least, written as in a file ({@code 2s}, {@code 16}). */
    String min();

    /** The most; empty: whatever the type holds. */
    String max() default "";

    /** Of a plain number; a duration and a size bring theirs. */
    String unit() default "";
}
