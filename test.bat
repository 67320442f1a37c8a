@echo off
rem Check format, style, types and contracts, and run all tests on Windows.
setlocal
cd /d "%~dp0"
if not exist ".venv\Scripts\python.exe" (
    py -3 -m venv .venv || exit /b 1
)
fc /b requirements-dev.lock .venv\requirements-dev.lock.stamp >nul 2>nul || (
    .venv\Scripts\python.exe -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock || exit /b 1
    copy /y requirements-dev.lock .venv\requirements-dev.lock.stamp >nul
)
set QT_QPA_PLATFORM=offscreen
.venv\Scripts\ruff.exe format --check . || exit /b 1
.venv\Scripts\ruff.exe check . || exit /b 1
.venv\Scripts\mypy.exe || exit /b 1
.venv\Scripts\lint-imports.exe || exit /b 1
.venv\Scripts\python.exe -m pytest -m "not soak" %*
