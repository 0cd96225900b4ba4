package io.mediachassis.sim.scenario;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a fault does, or what a field of it says: for the reader of files, its errors, and the reference page. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
@interface About {
    /** A phrase for people. */
    String value();

    /** Least, for numbers and times, in the field's own writing. */
    String min() default "";

    /** Most. */
    String max() default "";

    /** What it is where the file has none; empty: it must be there. */
    String or() default "";
}
