/** Media over HTTP/1.1: programs whole, in ranges and in segments; what comes in; copies between engines. */
@NullMarked
package io.mediachassis.blade.http;

import org.jspecify.annotations.NullMarked;
