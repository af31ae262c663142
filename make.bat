@echo off
rem make.bat run | test: the same as the Makefile, for Windows. Needs Python 3.11 or later (py).
setlocal
cd /d "%~dp0"
chcp 65001 >nul
if not exist .venv\Scripts\torikumi.exe (
  py -3 -m venv .venv || exit /b 1
  .venv\Scripts\python -m pip install --quiet --upgrade pip || exit /b 1
  .venv\Scripts\python -m pip install --quiet --editable ".[dev]" --config-settings editable_mode=strict || exit /b 1
)
if "%1"=="test" goto test
if "%1"=="run" goto run
echo make.bat run  or  make.bat test
exit /b 2

:run
if not exist sample .venv\Scripts\torikumi init sample --sample || exit /b 1
.venv\Scripts\torikumi build sample --output output
exit /b %errorlevel%

:test
.venv\Scripts\ruff check . || exit /b 1
.venv\Scripts\ruff format --check . || exit /b 1
.venv\Scripts\lint-imports || exit /b 1
.venv\Scripts\mypy || exit /b 1
.venv\Scripts\python -m pytest -n auto --dist worksteal
exit /b %errorlevel%
