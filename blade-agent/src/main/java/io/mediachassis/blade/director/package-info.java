/** The director's work: which engine holds what, where each console goes, and how many copies there are. */
@NullMarked
package io.mediachassis.blade.director;

import org.jspecify.annotations.NullMarked;
