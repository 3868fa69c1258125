/// What the applications of all services share: settings from files and the environment, life and death, health.
@NullMarked
package dev.millrace.service;

import org.jspecify.annotations.NullMarked;
