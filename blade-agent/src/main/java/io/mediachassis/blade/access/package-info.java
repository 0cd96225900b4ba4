/** Whether a console may play: the token that it shows, against the program that it asks for. */
@NullMarked
package io.mediachassis.blade.access;

import org.jspecify.annotations.NullMarked;
