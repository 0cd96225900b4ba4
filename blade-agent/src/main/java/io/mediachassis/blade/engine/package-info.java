/** The media engine: what this blade holds, what it sends, what it takes in and what it copies from others. */
@NullMarked
package io.mediachassis.blade.engine;

import org.jspecify.annotations.NullMarked;
