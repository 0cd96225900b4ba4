/** Keeps a console's stream in hand while engines, here or on other blades, send it one after the other. */
@org.jspecify.annotations.NullMarked
package io.mediachassis.blade.anchor;
